from support.aws_environment import aws_environment, impatient

__all__ = ["aws_environment", "impatient"]
