"""The catalogue: what a visitor asks for, which tours answer it, and how many each further choice would leave."""
