"""网格端: the phone of a grid officer."""
