//===- ThreadPoolBench.cpp - What starting threads costs ------------------===//
//
// The figures at the head of runtime/embedded/ThreadPool.h. Run it on an idle
// machine; two processors at least.
//
//===----------------------------------------------------------------------===//

#include "runtime/embedded/Clock.h"
#include "runtime/embedded/ThreadPool.h"

#include <benchmark/benchmark.h>

#include <ctime>
#include <thread>

using cnn::runtime::embedded::nanoseconds;
using cnn::runtime::embedded::ThreadPool;

namespace {

/// A pool of as many threads as the benchmark's argument says, inside a call.
class Call {
public:
  explicit Call(uint32_t threads) : client(*pool.addClient(threads)) { pool.beginCall(client); }
  ~Call() {
    pool.endCall(client);
    pool.removeClient(client);
  }

  int run(cnn_task task, int count, void *context = nullptr) {
    return pool.parallelFor(client, context, task, 0, count, nullptr);
  }

  ThreadPool pool;
  ThreadPool::Client &client;
};

int doNothing(void *, int, uint8_t *) { return 0; }

/// Ends when as many threads have come as the region has indices.
int meet(void *context, int, uint8_t *) {
  auto &missing = *static_cast<std::atomic<int> *>(context);
  for (--missing; missing > 0;)
    ;
  return 0;
}

/// A region whose tasks are too short for a worker to get any.
void emptyRegion(benchmark::State &state) {
  Call call(uint32_t(state.range(0)));
  for (auto _ : state)
    call.run(doNothing, int(state.range(0)));
}

/// A region in which every thread takes part, the workers spinning before it.
void regionOfSpinning(benchmark::State &state) {
  int threads = int(state.range(0));
  Call call{uint32_t(threads)};
  for (auto _ : state) {
    std::atomic<int> missing{threads};
    call.run(meet, threads, &missing);
  }
}

/// The same after the workers fell asleep.
void regionOfSleeping(benchmark::State &state) {
  int threads = int(state.range(0));
  Call call{uint32_t(threads)};
  for (auto _ : state) {
    timespec pause{0, 1'000'000};
    nanosleep(&pause, nullptr);
    // The caller has slept as well: it gets its processor back to speed.
    for (uint64_t begin = nanoseconds(); nanoseconds() - begin < 200'000;)
      ;
    std::atomic<int> missing{threads};
    uint64_t begin = nanoseconds();
    call.run(meet, threads, &missing);
    state.SetIterationTime(1e-9 * double(nanoseconds() - begin));
  }
}

/// The caller's part of waking: opening a region and doing all of it.
void wake(benchmark::State &state) {
  Call call(uint32_t(state.range(0)));
  for (auto _ : state) {
    timespec pause{0, 1'000'000};
    nanosleep(&pause, nullptr);
    uint64_t begin = nanoseconds();
    call.run(doNothing, 2);
    state.SetIterationTime(1e-9 * double(nanoseconds() - begin));
  }
}

void beginAndEndOfACall(benchmark::State &state) {
  Call call(uint32_t(state.range(0)));
  for (auto _ : state) {
    call.pool.endCall(call.client);
    call.pool.beginCall(call.client);
  }
}

/// Processor time in a second of a pool that has just worked, as a time.
void idleSecond(benchmark::State &state) {
  auto used = [] {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
  };
  Call call(uint32_t(state.range(0)));
  for (auto _ : state) {
    call.run(doNothing, 8);
    double begin = used();
    std::this_thread::sleep_for(std::chrono::seconds(1));
    state.SetIterationTime(used() - begin);
  }
}

} // namespace

BENCHMARK(emptyRegion)->Arg(1)->Arg(2);
BENCHMARK(regionOfSpinning)->Arg(2);
// The mean is of no use: now and then the scheduler takes a time slice of another process to wake a thread.
BENCHMARK(regionOfSleeping)->Arg(2)->UseManualTime()->Iterations(1)->Repetitions(499)->ReportAggregatesOnly();
BENCHMARK(wake)->Arg(2)->UseManualTime()->Iterations(500);
BENCHMARK(beginAndEndOfACall)->Arg(1)->Arg(2);
BENCHMARK(idleSecond)->Arg(2)->UseManualTime()->Iterations(1);

BENCHMARK_MAIN();
