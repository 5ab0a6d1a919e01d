"""Names of months, and the groups of months that EDTF writes in the place of a month."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# Code of ISO 8601-2: first month, number of months, words. A winter is the one that begins in the year.
SEASONS = {
    "21": (3, 3, "spring {}"),
    "22": (6, 3, "summer {}"),
    "23": (9, 3, "autumn {}"),
    "24": (12, 3, "winter {}–{}"),
    "25": (3, 3, "spring {} (northern hemisphere)"),
    "26": (6, 3, "summer {} (northern hemisphere)"),
    "27": (9, 3, "autumn {} (northern hemisphere)"),
    "28": (12, 3, "winter {}–{} (northern hemisphere)"),
    "29": (9, 3, "spring {} (southern hemisphere)"),
    "30": (12, 3, "summer {}–{} (southern hemisphere)"),
    "31": (3, 3, "autumn {} (southern hemisphere)"),
    "32": (6, 3, "winter {} (southern hemisphere)"),
    "33": (1, 3, "the first quarter of {}"),
    "34": (4, 3, "the second quarter of {}"),
    "35": (7, 3, "the third quarter of {}"),
    "36": (10, 3, "the fourth quarter of {}"),
    "37": (1, 4, "the first four months of {}"),
    "38": (5, 4, "the middle four months of {}"),
    "39": (9, 4, "the last four months of {}"),
    "40": (1, 6, "the first half of {}"),
    "41": (7, 6, "the second half of {}"),
}
