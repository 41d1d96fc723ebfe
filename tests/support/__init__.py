"""What more than one module of tests uses, by idea: a module for each. No module of tests imports another."""
