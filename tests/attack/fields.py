def play(place): pass
