"""Rules of messages, pure: texts and their places to fill, wording, hours, retries."""
