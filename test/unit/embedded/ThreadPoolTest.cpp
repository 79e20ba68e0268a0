//===- ThreadPoolTest.cpp -------------------------------------------------===//

#include "runtime/embedded/ThreadPool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using cnn::runtime::embedded::ThreadPool;

namespace {

using Task = std::function<int(int)>;

/// A client of a pool, in a call.
class Caller {
public:
  Caller(ThreadPool &pool, uint32_t threads) : pool(pool), client(pool.addClient(threads)) {
    EXPECT_NE(client, nullptr);
    pool.beginCall(*client);
  }
  ~Caller() {
    pool.endCall(*client);
    pool.removeClient(*client);
  }

  ThreadPool &pool;
  ThreadPool::Client *client;
};

int parallelFor(Caller &caller, int first, int count, const Task &task) {
  auto call = [](void *, int index, uint8_t *closure) {
    return (*reinterpret_cast<const Task *>(closure))(index);
  };
  return caller.pool.parallelFor(*caller.client, nullptr, call, first, count,
                                 reinterpret_cast<uint8_t *>(const_cast<Task *>(&task)));
}

/// How many threads are inside a task at once, and the most there were.
struct Crowd {
  std::atomic<int> now{0}, most{0};

  int visit(std::chrono::microseconds time) {
    int inside = ++now, before = most;
    while (inside > before && !most.compare_exchange_weak(before, inside))
      ;
    std::this_thread::sleep_for(time);
    --now;
    return 0;
  }
};

class ThreadPoolTest : public testing::TestWithParam<uint32_t> {
protected:
  ThreadPool threads;
  Caller pool{threads, GetParam()};
};

} // namespace

TEST_P(ThreadPoolTest, RunsEveryIndexOnce) {
  for (int count : {0, 1, 2, 3, 7, 64, 1000}) {
    std::vector<std::atomic<int>> runs(size_t(count) + 1);
    EXPECT_EQ(parallelFor(pool, -5, count, [&](int index) {
                ++runs[size_t(index + 5)];
                return 0;
              }),
              0);
    for (int i = 0; i < count; ++i)
      ASSERT_EQ(runs[size_t(i)], 1) << i << " of " << count;
    ASSERT_EQ(runs[size_t(count)], 0);
  }
}

TEST_P(ThreadPoolTest, ManyShortRegions) {
  std::atomic<int64_t> sum{0};
  for (int region = 0; region < 20000; ++region)
    parallelFor(pool, region, 4, [&](int index) {
      sum += index;
      return 0;
    });
  // sum over regions r of 4r + 6
  EXPECT_EQ(sum, int64_t{4} * 19999 * 20000 / 2 + 6 * 20000);
}

TEST_P(ThreadPoolTest, RegionsAfterWorkersFellAsleep) {
  for (int i = 0; i < 20; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    std::atomic<int> runs{0};
    parallelFor(pool, 0, 8, [&](int) {
      ++runs;
      return 0;
    });
    ASSERT_EQ(runs, 8);
  }
}

TEST_P(ThreadPoolTest, NestedRegions) {
  for (int repetition = 0; repetition < 200; ++repetition) {
    std::atomic<int> runs{0};
    int status = parallelFor(pool, 0, 4, [&](int) {
      return parallelFor(pool, 0, 3, [&](int) {
        return parallelFor(pool, 0, 5, [&](int) {
          ++runs;
          return 0;
        });
      });
    });
    ASSERT_EQ(status, 0);
    ASSERT_EQ(runs, 60);
  }
}

TEST_P(ThreadPoolTest, RegionsNestDeeperThanThePoolKeeps) {
  std::atomic<int> leaves{0};
  std::function<int(int)> descend = [&](int depth) -> int {
    if (depth == 40) {
      ++leaves;
      return 0;
    }
    return parallelFor(pool, 0, 2, [&](int index) { return index == 0 ? descend(depth + 1) : 0; });
  };
  EXPECT_EQ(descend(0), 0);
  EXPECT_EQ(leaves, 1);
}

TEST_P(ThreadPoolTest, FailureIsReturnedAndEndsTheRegion) {
  std::atomic<int> runs{0};
  int status = parallelFor(pool, 0, 100000, [&](int index) {
    ++runs;
    return index == 10 ? -7 : 0;
  });
  EXPECT_EQ(status, -7);
  EXPECT_LT(runs, 100000);
  // The next region starts afresh.
  EXPECT_EQ(parallelFor(pool, 0, 100, [&](int) { return 0; }), 0);
}

TEST_P(ThreadPoolTest, NestedFailureReachesTheTop) {
  EXPECT_EQ(parallelFor(pool, 0, 4,
                        [&](int outer) {
                          return parallelFor(pool, 0, 4, [&](int inner) {
                            return outer == 3 && inner == 2 ? -11 : 0;
                          });
                        }),
            -11);
}

INSTANTIATE_TEST_SUITE_P(Threads, ThreadPoolTest, testing::Values(1, 2, 3, 4, 9));

TEST(ThreadPool, ThreadsReallyWorkAtOnce) {
  ThreadPool pool;
  Caller caller(pool, 4);
  EXPECT_EQ(pool.threads(), 4u);
  // Each of four tasks waits for all four: with fewer threads this never ends.
  for (int repetition = 0; repetition < 20; ++repetition) {
    std::atomic<int> arrived{0};
    std::mutex mutex;
    std::set<std::thread::id> ids;
    parallelFor(caller, 0, 4, [&](int) {
      {
        std::lock_guard lock(mutex);
        ids.insert(std::this_thread::get_id());
      }
      ++arrived;
      while (arrived < 4)
        std::this_thread::yield();
      return 0;
    });
    EXPECT_EQ(ids.size(), 4u);
    EXPECT_TRUE(ids.contains(std::this_thread::get_id()));
  }
}

TEST(ThreadPool, IdleThreadsJoinNestedRegions) {
  ThreadPool pool;
  Caller caller(pool, 4);
  std::atomic<int> arrived{0};
  parallelFor(caller, 0, 2, [&](int index) {
    if (index == 1)
      return 0;
    return parallelFor(caller, 0, 4, [&](int) {
      ++arrived;
      while (arrived < 4)
        std::this_thread::yield();
      return 0;
    });
  });
  EXPECT_EQ(arrived, 4);
}

TEST(ThreadPool, HasTheSizeThatTheMostDemandingClientAskedFor) {
  ThreadPool pool;
  EXPECT_EQ(pool.threads(), 1u);
  {
    Caller one(pool, 3);
    EXPECT_EQ(pool.threads(), 3u);
    {
      Caller two(pool, 5);
      EXPECT_EQ(pool.threads(), 5u);
    }
    EXPECT_EQ(pool.threads(), 3u);
    for (uint32_t threads : {1u, 4u, 4u, 2u}) {
      ASSERT_TRUE(pool.setThreads(*one.client, threads));
      EXPECT_EQ(pool.threads(), threads);
      std::atomic<int> runs{0};
      parallelFor(one, 0, 50, [&](int) {
        ++runs;
        return 0;
      });
      EXPECT_EQ(runs, 50);
    }
  }
  EXPECT_EQ(pool.threads(), 1u);
}

TEST(ThreadPool, ACallHasNoMoreThreadsThanItsClientAskedFor) {
  ThreadPool pool;
  Caller large(pool, 6); // the workers are there
  pool.endCall(*large.client);
  for (uint32_t limit : {1u, 2u, 3u}) {
    Caller caller(pool, limit);
    Crowd crowd;
    parallelFor(caller, 0, 4, [&](int) {
      return parallelFor(caller, 0, 8, [&](int) { return crowd.visit(std::chrono::microseconds(300)); });
    });
    EXPECT_EQ(crowd.most, int(limit));
  }
  pool.beginCall(*large.client);
}

/// As many callers as threads leave no room for workers, and fewer leave what is over.
TEST(ThreadPool, CallsAtOnceDoNotAddUp) {
  constexpr int size = 3;
  for (int callers : {1, 2, 3, 5}) {
    ThreadPool pool;
    Crowd crowd;
    std::atomic<int> ready{0}, done{0};
    std::vector<std::thread> threads;
    for (int number = 0; number < callers; ++number)
      threads.emplace_back([&] {
        Caller caller(pool, size);
        ++ready;
        while (ready < callers)
          std::this_thread::yield();
        for (int region = 0; region < 20; ++region)
          parallelFor(caller, 0, 8, [&](int) { return crowd.visit(std::chrono::microseconds(100)); });
        ++done; // nobody's call ends before the others'
        while (done < callers)
          std::this_thread::yield();
      });
    for (std::thread &thread : threads)
      thread.join();
    EXPECT_EQ(crowd.most, std::max(size, callers)) << callers << " callers";
  }
}

TEST(ThreadPool, WorkersComeWhenAnotherCallEnds) {
  ThreadPool pool;
  Caller first(pool, 2);
  auto second = std::make_unique<Caller>(pool, 2);
  std::atomic<int> arrived{0};
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(arrived, 1);
    second.reset();
  });
  // Ends only once a worker is in; it may not come before the other call ends.
  parallelFor(first, 0, 2, [&](int) {
    ++arrived;
    while (arrived < 2)
      std::this_thread::yield();
    return 0;
  });
  other.join();
}

TEST(ThreadPool, WorksWithoutWorkersAfterAFork) {
  ThreadPool pool;
  auto caller = std::make_unique<Caller>(pool, 3);
  pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    int runs = 0;
    auto count = [&](int) { return ++runs, 0; };
    parallelFor(*caller, 0, 5, count); // alone
    caller.reset();
    std::atomic<int> arrived{0};
    Caller fresh(pool, 3); // with workers of this process
    parallelFor(fresh, 0, 3, [&](int) {
      for (++arrived; arrived < 3;)
        std::this_thread::yield();
      return 0;
    });
    _exit(runs == 5 ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}
