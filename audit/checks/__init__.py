"""How each kind of rule is seen on a page: one module for kinds that look at the same thing."""
