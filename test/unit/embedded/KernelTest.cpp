//===- KernelTest.cpp - A kernel of Halide on the embedded runtime --------===//

#include "KernelModel.h"
#include "cnn/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <dlfcn.h>
#include <link.h>
#include <string>
#include <sys/resource.h>
#include <vector>

using testing::HasSubstr;

namespace {

class KernelTest : public testing::Test {
protected:
  void SetUp() override {
    handle = dlopen(KERNEL_MODEL, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(handle, nullptr) << dlerror();
    model = static_cast<const cnn_model *>(dlsym(handle, "cnn_model_table"));
    ASSERT_NE(model, nullptr);
    ASSERT_EQ(model->create_parameters(model, &parameters), CNN_OK);
    ASSERT_EQ(model->create_session(model, parameters, 2, &session), CNN_OK);
    for (size_t i = 0; i < in.size(); ++i)
      in[i] = float(i % 1000);
  }

  void TearDown() override {
    if (model) {
      model->destroy_session(session);
      model->destroy_parameters(parameters);
    }
    // Must not pull the code from under a thread's feet.
    if (handle)
      EXPECT_EQ(dlclose(handle), 0);
  }

  cnn_status run(uint32_t entry = 0) {
    const void *inputs[] = {in.data()};
    void *outputs[] = {out.data()};
    return model->run(session, entry, inputs, outputs);
  }

  void *handle = nullptr;
  const cnn_model *model = nullptr;
  cnn_parameters *parameters = nullptr;
  cnn_session *session = nullptr;
  std::vector<float> in = std::vector<float>((kernelRows + 1) * kernelColumns);
  std::vector<float> out = std::vector<float>(kernelRows * kernelColumns);
};

} // namespace

TEST_F(KernelTest, NestedParallelKernel) {
  for (uint32_t threads : {1u, 2u, 4u}) {
    ASSERT_EQ(model->set_threads(session, threads), CNN_OK);
    for (int repetition = 0; repetition < 20; ++repetition) {
      std::fill(out.begin(), out.end(), -1.0f);
      ASSERT_EQ(run(), CNN_OK) << model->last_error(session);
      for (size_t i = 0; i < out.size(); ++i)
        ASSERT_FLOAT_EQ(out[i], 2 * std::sqrt(in[i]) + 2 * std::sqrt(in[i + kernelColumns]));
    }
  }
}

TEST_F(KernelTest, ApplicationsExecutor) {
  int regions = 0;
  auto executor = [](void *data, void *context, cnn_task task, int first, int count,
                     uint8_t *closure) {
    ++*static_cast<int *>(data);
    for (int i = 0; i < count; ++i)
      if (int status = task(context, first + i, closure))
        return status;
    return 0;
  };
  ASSERT_EQ(model->set_executor(session, executor, &regions), CNN_OK);
  ASSERT_EQ(run(), CNN_OK) << model->last_error(session);
  EXPECT_EQ(regions, 1); // the loops inside its tasks do not come back to it
  EXPECT_FLOAT_EQ(out[5], 2 * std::sqrt(in[5]) + 2 * std::sqrt(in[5 + kernelColumns]));
}

TEST_F(KernelTest, AFailedLoopReachesTheCaller) {
  auto executor = [](void *, void *, cnn_task, int, int, uint8_t *) { return -3; };
  ASSERT_EQ(model->set_executor(session, executor, nullptr), CNN_OK);
  EXPECT_EQ(run(), CNN_KERNEL_FAILED);
  EXPECT_STREQ(model->last_error(session),
               "kernels: nested: kernel kernel (layer): failed with status -3");
}

#if !__has_feature(address_sanitizer) // whose malloc aborts
TEST_F(KernelTest, ScratchThatCannotBeHadReachesTheCaller) {
  for (uint32_t threads : {1u, 2u, 4u}) {
    ASSERT_EQ(model->set_threads(session, threads), CNN_OK);
    rlimit before = {};
    getrlimit(RLIMIT_AS, &before);
    rlimit nothing = before;
    nothing.rlim_cur = 1 << 20; // less than is mapped already
    ASSERT_EQ(setrlimit(RLIMIT_AS, &nothing), 0);
    cnn_status status = run(1);
    setrlimit(RLIMIT_AS, &before);
    EXPECT_EQ(status, CNN_OUT_OF_MEMORY);
    EXPECT_THAT(model->last_error(session),
                HasSubstr("kernels: wide: kernel kernel (layer): there is no memory for "));
    EXPECT_EQ(run(), CNN_OK);
  }
}
#endif

/// What `ldd` would name, and what leaks out.
TEST_F(KernelTest, NeedsOnlyTheCLibraryAndHidesTheRest) {
  link_map *map = nullptr;
  ASSERT_EQ(dlinfo(handle, RTLD_DI_LINKMAP, &map), 0);
  const char *strings = nullptr;
  for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; ++entry)
    if (entry->d_tag == DT_STRTAB)
      strings = reinterpret_cast<const char *>(entry->d_un.d_ptr);
  ASSERT_NE(strings, nullptr);
  for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; ++entry)
    if (entry->d_tag == DT_NEEDED) {
      std::string name = strings + entry->d_un.d_val;
      EXPECT_TRUE(name == "libc.so.6" || name == "libm.so.6") << name;
    }
  for (const char *name : {"halide_malloc", "halide_do_par_for", "cnn_embedded_run",
                           "cnn_embedded_launched", "nested_kernel"}) {
    void *symbol = dlsym(handle, name);
    Dl_info info;
    if (symbol && dladdr(symbol, &info))
      EXPECT_STRNE(info.dli_fname, map->l_name) << name << " is exported";
  }
}
