"""The rules that every source and published file must keep, by kind of file."""
