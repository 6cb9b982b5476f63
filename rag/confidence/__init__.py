"""Whether the first quote answers, and what that judgement is worth."""
