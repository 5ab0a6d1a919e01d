"""The benchmarks, one file each."""

from bench.benchmarks import first_answer, import_file, list_of_50, one_claim, post_claim, show_help
from bench.scene import Benchmark

BENCHMARKS: tuple[Benchmark, ...] = (
    one_claim.BENCHMARK,
    list_of_50.BENCHMARK,
    post_claim.BENCHMARK,
    import_file.BENCHMARK,
    first_answer.BENCHMARK,
    show_help.BENCHMARK,
)
