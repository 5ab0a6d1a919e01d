"""The benchmarks, one file each."""

from bench.benchmarks import (
    all_pairs,
    first_answer,
    full_check,
    import_file,
    import_rows,
    list_of_50,
    lists_at_size,
    one_claim,
    one_question,
    post_claim,
    recheck,
    show_help,
)
from bench.scene import Benchmark

BENCHMARKS: tuple[Benchmark, ...] = (
    one_claim.BENCHMARK,
    list_of_50.BENCHMARK,
    lists_at_size.BENCHMARK,
    post_claim.BENCHMARK,
    import_file.BENCHMARK,
    import_rows.BENCHMARK,
    first_answer.BENCHMARK,
    show_help.BENCHMARK,
    recheck.BENCHMARK,
    one_question.BENCHMARK,
    full_check.BENCHMARK,
    all_pairs.BENCHMARK,
)
