"""R5 through r5py: urban trips from door to door over streets and local timetables.

R5 runs in Java, in a process of its own (`worker`), and only there r5py is imported: doing so
starts the Java machine, and downloads R5 where its jar is missing. `installation` finds the parts
without either. Everything that R5 is asked is a `question`, everything it says an `answer`.
"""
