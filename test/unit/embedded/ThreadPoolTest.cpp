//===- ThreadPoolTest.cpp -------------------------------------------------===//

#include "runtime/embedded/ThreadPool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

using cnn::runtime::embedded::ThreadPool;

namespace {

using Task = std::function<int(int)>;

int parallelFor(ThreadPool &pool, int first, int count, const Task &task) {
  auto call = [](void *, int index, uint8_t *closure) {
    return (*reinterpret_cast<const Task *>(closure))(index);
  };
  return pool.parallelFor(nullptr, call, first, count,
                          reinterpret_cast<uint8_t *>(const_cast<Task *>(&task)));
}

class ThreadPoolTest : public testing::TestWithParam<uint32_t> {
protected:
  void SetUp() override { ASSERT_TRUE(pool.setThreads(GetParam())); }
  void TearDown() override { pool.stop(); }
  ThreadPool pool;
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
  ASSERT_TRUE(pool.setThreads(4));
  EXPECT_EQ(pool.threads(), 4u);
  // Each of four tasks waits for all four: with fewer threads this never ends.
  for (int repetition = 0; repetition < 20; ++repetition) {
    std::atomic<int> arrived{0};
    std::mutex mutex;
    std::set<std::thread::id> ids;
    parallelFor(pool, 0, 4, [&](int) {
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
  pool.stop();
}

TEST(ThreadPool, IdleThreadsJoinNestedRegions) {
  ThreadPool pool;
  ASSERT_TRUE(pool.setThreads(4));
  std::atomic<int> arrived{0};
  parallelFor(pool, 0, 2, [&](int index) {
    if (index == 1)
      return 0;
    return parallelFor(pool, 0, 4, [&](int) {
      ++arrived;
      while (arrived < 4)
        std::this_thread::yield();
      return 0;
    });
  });
  EXPECT_EQ(arrived, 4);
  pool.stop();
}

TEST(ThreadPool, Resizes) {
  ThreadPool pool;
  for (uint32_t threads : {3u, 1u, 4u, 4u, 2u, 1u}) {
    ASSERT_TRUE(pool.setThreads(threads));
    EXPECT_EQ(pool.threads(), threads);
    std::atomic<int> runs{0};
    parallelFor(pool, 0, 50, [&](int) {
      ++runs;
      return 0;
    });
    EXPECT_EQ(runs, 50);
  }
  pool.stop();
}
