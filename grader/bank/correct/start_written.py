def add(a, b):
    total = a
    total = total + b
    return total
