"""Words that rules of several tables share.

Belongs here: closed sets and patterns of the domain. Does not belong here: rules.
"""

PREDIKAT = ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang")
STATUS = (
    "published",
    "derived",
    "corrected",
    "dropped",
    "not_evaluated",
    "not_published",
    "not_scored",
    "lost_in_transcription",
)
MEASURE = r"INDEX|PREDIKAT|D[1-4]|A[1-8]|I\d\d(?:-\d)?"
KINDS = ("provinsi", "kabupaten", "kota")
GRADES = ("A", "B", "C", "D")
