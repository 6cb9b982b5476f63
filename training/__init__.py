"""From the raw question files to the weights of the reader: `python -m training.train --data FOLDER --out FOLDER`."""
