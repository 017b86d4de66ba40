"""The lifecycle as a state machine, which drives a service beside the library and compares their answers."""
