//===- SharedPoolTest.cpp - Objects that share one pool -------------------===//
//
// The object of the tests' kernel, loaded under two names, stands for two
// models; this program with the runtime linked into it is a third.
//
//===----------------------------------------------------------------------===//

#include "KernelModel.h"
#include "TestModel.h"
#include "runtime/embedded/Session.h"

#include <gtest/gtest.h>

#include <cmath>
#include <dlfcn.h>
#include <filesystem>
#include <optional>
#include <thread>
#include <unistd.h>

namespace {

/// Threads of this process.
int threadCount() {
  std::filesystem::directory_iterator tasks("/proc/self/task");
  return int(std::distance(begin(tasks), end(tasks)));
}

bool isLoaded(const std::string &path) {
  void *handle = dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  return handle && (dlclose(handle), true);
}

/// A model's object, and a session.
class LoadedModel {
public:
  LoadedModel(const std::string &path, uint32_t threads) {
    handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    model = static_cast<const cnn_model *>(dlsym(handle, "cnn_model_table"));
    EXPECT_EQ(model->create_parameters(model, &parameters), CNN_OK);
    EXPECT_EQ(model->create_session(model, parameters, threads, &session), CNN_OK);
  }
  ~LoadedModel() {
    model->destroy_session(session);
    model->destroy_parameters(parameters);
    EXPECT_EQ(dlclose(handle), 0);
  }

  /// Whether the kernel gives what it should.
  bool run() {
    std::vector<float> in((kernelRows + 1) * kernelColumns, 4.0f), out(kernelRows * kernelColumns);
    const void *inputs[] = {in.data()};
    void *outputs[] = {out.data()};
    return model->run(session, 0, inputs, outputs) == CNN_OK &&
           out == std::vector<float>(out.size(), 8.0f);
  }

private:
  void *handle;
  const cnn_model *model;
  cnn_parameters *parameters = nullptr;
  cnn_session *session = nullptr;
};

class SharedPoolTest : public testing::Test {
protected:
  SharedPoolTest() {
    for (std::string *path : {&first, &second}) {
      *path = testing::TempDir() + "shared-pool-" + std::to_string(getpid()) +
              (path == &first ? "-first.so" : "-second.so");
      std::filesystem::copy_file(KERNEL_MODEL, *path);
    }
  }
  ~SharedPoolTest() override {
    for (const std::string &path : {first, second}) {
      EXPECT_FALSE(isLoaded(path));
      std::filesystem::remove(path);
    }
  }

  std::string first, second;
};

} // namespace

TEST_F(SharedPoolTest, AllObjectsUseTheWorkersOfOne) {
  int before = threadCount();
  {
    LoadedModel one(first, 3), two(second, 4);
    Parameters parameters = makeParameters(testModel());
    Session linked = makeSession(testModel(), parameters.get(), 2);
    EXPECT_NE(linked->pool.lender(), nullptr);
    EXPECT_EQ(threadCount(), before + 3); // the most that was asked for, less the caller
    EXPECT_TRUE(one.run());
    EXPECT_TRUE(two.run());
    std::atomic<int> runs{0};
    EXPECT_EQ(run(linked.get(),
                  [&](void *context, uint8_t *, uint8_t *) {
                    return parallelFor(context, 0, 10, [&](void *, int) { return ++runs, 0; });
                  }),
              CNN_OK);
    EXPECT_EQ(runs, 10);
  }
  EXPECT_EQ(threadCount(), before);
}

TEST_F(SharedPoolTest, TheLendersObjectStaysWhileOthersUseItsPool) {
  int before = threadCount();
  auto one = std::make_unique<LoadedModel>(first, 3), two = std::make_unique<LoadedModel>(second, 3);
  EXPECT_TRUE(one->run());
  one.reset(); // closed by the application
  EXPECT_TRUE(isLoaded(first));
  EXPECT_EQ(threadCount(), before + 2);
  EXPECT_TRUE(two->run());
  {
    LoadedModel third(first, 2); // the same object again
    EXPECT_TRUE(third.run());
  }
  EXPECT_TRUE(two->run());
  two.reset();
  EXPECT_FALSE(isLoaded(first));
  EXPECT_EQ(threadCount(), before);
}

TEST_F(SharedPoolTest, AnObjectThatBorrowedGoesAtOnce) {
  LoadedModel one(first, 3);
  { EXPECT_TRUE(LoadedModel(second, 3).run()); }
  EXPECT_FALSE(isLoaded(second));
  EXPECT_TRUE(one.run());
}

TEST_F(SharedPoolTest, ObjectsComeAndGoWhileOthersRun) {
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (const std::string &path : {first, second, first})
    threads.emplace_back([&, path] {
      for (int repetition = 0; repetition < 60; ++repetition) {
        LoadedModel model(path, uint32_t(1 + repetition % 4));
        wrong += !model.run();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}
