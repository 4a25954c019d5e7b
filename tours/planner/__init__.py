"""A visitor's own route: from chosen tours to starts that fit, and their booking as one."""
