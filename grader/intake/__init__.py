"""What arrives from students, made canonical."""
