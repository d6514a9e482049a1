"""Tables, keys and foreign identity providers: everything access touches outside itself."""
