"""A made-up estate in an AWS emulator on this machine, so that the product can be tried without an account."""
