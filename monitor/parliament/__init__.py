"""The vocabulary: people, activities, text and dates, in Parliament's own words. Pure values, no I/O and no clock."""
