//===- Machine.cpp - What the processor could do at best ------------------===//
#include "runtime/tools/Machine.h"

#include <barrier>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

namespace cnn::runtime {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Keeps what made the value from being optimised away.
void use(const void *value) { asm volatile("" : : "r"(value) : "memory"); }

constexpr uint64_t rounds = 100'000;

/// Chains of x = x / 2 + 1, which stay near 2. There must be more of them than multiply-adds in
/// flight (4 or 5 cycles long, 1 to 4 begin in a cycle), and they must fit the registers.
template <int lanes, int chains>
[[gnu::always_inline]] inline uint64_t multiplyAdd() {
  typedef float Vector __attribute__((vector_size(lanes * sizeof(float))));
  Vector half = Vector{} + 0.5f, one = Vector{} + 1.0f, values[chains];
#pragma GCC unroll 32
  for (int chain = 0; chain < chains; ++chain)
    values[chain] = one * static_cast<float>(chain);
  for (uint64_t round = 0; round < rounds; ++round)
#pragma GCC unroll 32
    for (int chain = 0; chain < chains; ++chain)
      values[chain] = values[chain] * half + one;
  Vector sum = {};
#pragma GCC unroll 32
  for (int chain = 0; chain < chains; ++chain)
    sum += values[chain];
  use(&sum);
  return 2 * rounds * chains * lanes;
}

#ifdef __x86_64__
[[gnu::target("avx512f")]] uint64_t multiplyAddAVX512() { return multiplyAdd<16, 24>(); }
[[gnu::target("avx2,fma")]] uint64_t multiplyAddAVX2() { return multiplyAdd<8, 12>(); }
uint64_t multiplyAddSSE() { return multiplyAdd<4, 12>(); }

auto widestMultiplyAdd() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f")                                  ? multiplyAddAVX512
         : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? multiplyAddAVX2
                                                                           : multiplyAddSSE;
}
#else
auto widestMultiplyAdd() { return multiplyAdd<4, 24>; }
#endif

/// Reads a block, four vectors of 64 bytes at a time.
uint64_t readAll(const std::vector<char> &block) {
  typedef int32_t Vector __attribute__((vector_size(64)));
  Vector sums[4] = {};
  for (size_t offset = 0; offset + sizeof(sums) <= block.size(); offset += sizeof(sums)) {
#pragma GCC unroll 4
    for (int number = 0; number < 4; ++number) {
      Vector read;
      std::memcpy(&read, block.data() + offset + number * sizeof(read), sizeof(read));
      sums[number] += read;
    }
  }
  Vector sum = sums[0] + sums[1] + sums[2] + sums[3];
  use(&sum);
  return block.size();
}

/// The best rate of `threads` threads that do `work` together; it gives the amount that it did.
template <typename Work> double bestRate(uint32_t threads, double seconds, Work work) {
  std::barrier together(threads);
  double best = 0;
  bool done = false;
  auto run = [&](uint32_t thread) {
    work(thread); // fetches pages and raises the clock
    Clock::time_point begin = Clock::now();
    while (!done) {
      together.arrive_and_wait();
      Clock::time_point beginOfRound = Clock::now();
      uint64_t amount = work(thread);
      together.arrive_and_wait(); // for the slowest
      if (thread == 0) {
        best = std::max(best, static_cast<double>(amount) * threads / secondsSince(beginOfRound));
        done = secondsSince(begin) > seconds;
      }
      together.arrive_and_wait();
    }
  };
  std::vector<std::jthread> others;
  for (uint32_t thread = 1; thread < threads; ++thread)
    others.emplace_back(run, thread);
  run(0);
  return best;
}

} // namespace

Machine measureMachine(uint32_t threads) {
  if (threads == 0)
    threads = std::max(1u, std::thread::hardware_concurrency());
  auto multiplyAdds = widestMultiplyAdd();
  double operations = bestRate(threads, 0.1, [&](uint32_t) { return multiplyAdds(); });

  // Several times the last-level caches of today's machines.
  constexpr size_t bytes = 128 << 20;
  std::vector<std::vector<char>> blocks(threads, std::vector<char>(bytes / threads, 1));
  double read = bestRate(threads, 0.1, [&](uint32_t thread) { return readAll(blocks[thread]); });
  return {operations, read};
}

} // namespace cnn::runtime
