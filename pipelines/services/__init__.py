"""Clients of the services outside: addresses, time outs, the sandbox's clock header, errors of ours."""
