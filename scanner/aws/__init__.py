"""How AWS is spoken to: sessions and clients, one place for every call, and failures as values."""
