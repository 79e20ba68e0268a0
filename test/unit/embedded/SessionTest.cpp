//===- SessionTest.cpp ----------------------------------------------------===//

#include "TestModel.h"
#include "runtime/embedded/Parameters.h"
#include "runtime/embedded/Session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>

using testing::HasSubstr;

namespace {

class SessionTest : public testing::Test {
protected:
  Parameters parameters = makeParameters(testModel());
  Session session = makeSession(testModel(), parameters.get(), 2);
  const char *error() const { return cnn_embedded_last_error(session.get()); }
};

} // namespace

TEST_F(SessionTest, EntrySeesArenaAndParameters) {
  EXPECT_EQ(run(session.get(),
                [&](void *context, uint8_t *arena, uint8_t *block) {
                  EXPECT_NE(context, nullptr);
                  EXPECT_EQ(reinterpret_cast<uintptr_t>(arena) % 128, 0u);
                  EXPECT_EQ(block, parameters->block.load());
                  memset(arena, 1, 4096);
                  return 0;
                }),
            CNN_OK);
  EXPECT_STREQ(error(), "");
}

TEST_F(SessionTest, WrongArgumentsAreNamed) {
  EXPECT_EQ(cnn_embedded_run(session.get(), 2, nullptr, nullptr), CNN_INVALID_ARGUMENT);
  EXPECT_STREQ(error(), "test: entry: expected less than 2, found 2");
  EXPECT_EQ(cnn_embedded_run(session.get(), 0, nullptr, nullptr), CNN_INVALID_ARGUMENT);
  EXPECT_STREQ(error(), "test: infer: input 0 (image) is null");
  const void *inputs[] = {nullptr};
  EXPECT_EQ(cnn_embedded_run(session.get(), 1, inputs, nullptr), CNN_INVALID_ARGUMENT);
  EXPECT_STREQ(error(), "test: train_step: input 0 (image) is null");
  EXPECT_EQ(cnn_embedded_set_threads(session.get(), 1025), CNN_INVALID_ARGUMENT);
  EXPECT_STREQ(error(), "test: threads: expected at most 1024, found 1025");

  cnn_session *other = session.get();
  EXPECT_EQ(cnn_embedded_create_session(&imageModel(), parameters.get(), 1, &other),
            CNN_INVALID_ARGUMENT); // another model's parameters
  EXPECT_EQ(other, nullptr);
  EXPECT_EQ(cnn_embedded_create_session(&testModel(), nullptr, 1, &other), CNN_INVALID_ARGUMENT);
  EXPECT_EQ(cnn_embedded_run(nullptr, 0, nullptr, nullptr), CNN_INVALID_ARGUMENT);
  EXPECT_STREQ(cnn_embedded_last_error(nullptr), "");
}

TEST_F(SessionTest, AFailureNamesKernelAndLayers) {
  EXPECT_EQ(run(session.get(), [](void *, uint8_t *, uint8_t *) { return -5; }),
            CNN_KERNEL_FAILED);
  EXPECT_STREQ(error(), "test: infer: kernel kernel_0 (conv1 + relu): failed with status -5");
  EXPECT_EQ(run(session.get(),
                [&](void *context, uint8_t *, uint8_t *) {
                  cnn_embedded_launched(context, 0);
                  return -6;
                }),
            CNN_KERNEL_FAILED);
  EXPECT_STREQ(error(), "test: infer: kernel kernel_1 (dense): failed with status -6");
}

TEST_F(SessionTest, LongMessagesAreCut) {
  std::string name(5000, 'x');
  cnn_model model = testModel();
  model.name = name.c_str();
  Parameters own = makeParameters(model);
  Session other = makeSession(model, own.get(), 1);
  run(other.get(), [](void *, uint8_t *, uint8_t *) { return -1; });
  EXPECT_EQ(cnn_embedded_last_error(other.get()), std::string(1023, 'x'));
}

/// Scratch that cannot be had ends the kernel, wherever it asked for it, and what it held is not lost.
TEST_F(SessionTest, ScratchThatCannotBeHad) {
  constexpr size_t tooMuch = SIZE_MAX / 2 + 1;
  Body alone = [&](void *context, uint8_t *, uint8_t *) {
    halide_malloc(context, 1000);
    halide_malloc(context, tooMuch);
    ADD_FAILURE() << "the kernel goes on";
    return 0;
  };
  std::atomic<int> wentOn{0};
  Body nested = [&](void *context, uint8_t *, uint8_t *) {
    halide_malloc(context, 1000);
    // As in a kernel, nobody looks at the statuses.
    parallelFor(context, 0, 8, [&](void *outer, int) {
      halide_malloc(outer, 2000);
      parallelFor(outer, 0, 8, [&](void *inner, int index) {
        halide_malloc(inner, index == 5 ? tooMuch : 3000);
        return 0;
      });
      ++wentOn;
      return 0;
    });
    ++wentOn;
    return 0;
  };
  for (uint32_t threads = 1; threads <= 4; ++threads) {
    ASSERT_EQ(cnn_embedded_set_threads(session.get(), threads), CNN_OK);
    for (const Body *body : {&alone, &nested}) {
      EXPECT_EQ(run(session.get(), *body), CNN_OUT_OF_MEMORY);
      EXPECT_STREQ(error(), "test: infer: kernel kernel_0 (conv1 + relu): there is no memory for "
                            "9223372036854775808 bytes of scratch");
      EXPECT_EQ(session->scratch.bytes(), 0u);
    }
    EXPECT_EQ(wentOn, 0);
    EXPECT_EQ(run(session.get(), [](void *, uint8_t *, uint8_t *) { return -4; }),
              CNN_KERNEL_FAILED); // what failed before does not colour the next failure
  }
}

TEST_F(SessionTest, ErrorsOfTasksReachTheCaller) {
  for (uint32_t threads = 1; threads <= 4; ++threads) {
    ASSERT_EQ(cnn_embedded_set_threads(session.get(), threads), CNN_OK);
    EXPECT_EQ(run(session.get(),
                  [](void *context, uint8_t *, uint8_t *) {
                    parallelFor(context, 0, 50, [](void *, int index) { return index == 20 ? -20 : 0; });
                    return 0; // as in a kernel, nobody looks at the status
                  }),
              CNN_KERNEL_FAILED);
    EXPECT_THAT(error(), HasSubstr("failed with status -20"));
  }
}

TEST_F(SessionTest, ZeroThreadsMeansAllProcessors) {
  ASSERT_EQ(cnn_embedded_set_threads(session.get(), 0), CNN_OK);
  EXPECT_EQ(session->pool.threads(), cnn::runtime::embedded::ThreadPool::processors());
}

TEST_F(SessionTest, ExecutorReplacesThePool) {
  struct Counts {
    int regions = 0, tasks = 0;
  } counts;
  auto executor = [](void *data, void *context, cnn_task task, int first, int count,
                     uint8_t *closure) {
    auto *counts = static_cast<Counts *>(data);
    ++counts->regions;
    for (int i = count - 1; i >= 0; --i) {
      ++counts->tasks;
      if (int status = task(context, first + i, closure))
        return status;
    }
    return 0;
  };
  ASSERT_EQ(cnn_embedded_set_executor(session.get(), executor, &counts), CNN_OK);
  std::atomic<int> inner{0};
  Body body = [&](void *context, uint8_t *, uint8_t *) {
    // A region of one index does not count; the executor never sees a nested one.
    return parallelFor(context, 0, 1, [&](void *context, int) {
      return parallelFor(context, 10, 6, [&](void *context, int index) {
        return parallelFor(context, 0, 4, [&](void *, int) {
          ++inner;
          return index == 99 ? -1 : 0;
        });
      });
    });
  };
  EXPECT_EQ(run(session.get(), body), CNN_OK);
  EXPECT_EQ(counts.regions, 1);
  EXPECT_EQ(counts.tasks, 6);
  EXPECT_EQ(inner, 24);

  EXPECT_EQ(run(session.get(),
                [&](void *context, uint8_t *, uint8_t *) {
                  return parallelFor(context, 0, 6, [](void *inner, int) {
                    return parallelFor(inner, 0, 4, [](void *, int index) { return -index; });
                  });
                }),
            CNN_KERNEL_FAILED);
  EXPECT_THAT(error(), HasSubstr("failed with status -1"));

  ASSERT_EQ(cnn_embedded_set_executor(session.get(), nullptr, nullptr), CNN_OK);
  counts = {};
  EXPECT_EQ(run(session.get(), body), CNN_OK);
  EXPECT_EQ(counts.regions, 0);
  EXPECT_EQ(inner, 48);
}

TEST_F(SessionTest, ObserverSeesEveryLaunch) {
  std::vector<std::pair<uint32_t, uint64_t>> seen;
  auto observer = [](void *data, uint32_t launch, uint64_t nanoseconds) {
    static_cast<decltype(seen) *>(data)->emplace_back(launch, nanoseconds);
    std::this_thread::sleep_for(std::chrono::milliseconds(200)); // belongs to no launch
  };
  Body body = [](void *context, uint8_t *, uint8_t *) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    cnn_embedded_launched(context, 0);
    cnn_embedded_launched(context, 1);
    return 0;
  };
  ASSERT_EQ(cnn_embedded_set_observer(session.get(), observer, &seen), CNN_OK);
  EXPECT_EQ(run(session.get(), body), CNN_OK);
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].first, 0u);
  EXPECT_GE(seen[0].second, 10'000'000u);
  EXPECT_EQ(seen[1].first, 1u);
  EXPECT_LT(seen[1].second, 200'000'000u);

  ASSERT_EQ(cnn_embedded_set_observer(session.get(), nullptr, nullptr), CNN_OK);
  EXPECT_EQ(run(session.get(), body), CNN_OK);
  EXPECT_EQ(seen.size(), 2u);
}

TEST_F(SessionTest, TwoSessionsRunAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 2; ++t)
    threads.emplace_back([&, t] {
      Session own = makeSession(testModel(), parameters.get(), uint32_t(2 + t));
      for (int repetition = 0; repetition < 300; ++repetition) {
        std::vector<int> squares(64);
        cnn_status status = run(own.get(), [&](void *context, uint8_t *, uint8_t *) {
          return parallelFor(context, 0, 64, [&](void *inner, int index) {
            auto *scratch = static_cast<int *>(halide_malloc(inner, 4096));
            scratch[0] = index;
            squares[size_t(index)] = scratch[0] * index;
            halide_free(inner, scratch);
            if (t == 1 && repetition % 10 == 0 && index == 63)
              return -1;
            return 0;
          });
        });
        bool failing = t == 1 && repetition % 10 == 0;
        if (status != (failing ? CNN_KERNEL_FAILED : CNN_OK))
          ++wrong;
        for (int i = 0; !failing && i < 64; ++i)
          if (squares[size_t(i)] != i * i)
            ++wrong;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(SessionTest, ASecondCallerOfABusySessionIsRefused) {
  cnn_status second = CNN_OK;
  EXPECT_EQ(run(session.get(),
                [&](void *, uint8_t *, uint8_t *) {
                  std::thread([&] {
                    second = run(session.get(), [](void *, uint8_t *, uint8_t *) { return 0; });
                  }).join();
                  return 0;
                }),
            CNN_OK);
  EXPECT_EQ(second, CNN_INVALID_ARGUMENT);
}

TEST_F(SessionTest, TargetThatTheProcessorLacksIsRefused) {
#if defined(__x86_64__)
  cnn_session *result = nullptr;
  cnn_model model = testModel();
  Parameters own = makeParameters(model);
  for (const char *target : {"x86-64-v3", "x86-64-v4"}) {
    model.target = target;
    bool runs = strcmp(target, "x86-64-v3") == 0
                    ? __builtin_cpu_supports("x86-64-v3") != 0
                    : __builtin_cpu_supports("x86-64-v4") != 0;
    EXPECT_EQ(cnn_embedded_create_session(&model, own.get(), 1, &result),
              runs ? CNN_OK : CNN_DEVICE_FAILED);
    cnn_embedded_destroy_session(result);
  }
#endif
}
