//===- PrepareTest.cpp - When entry "prepare" runs --------------------------===//

#include "TestModel.h"
#include "runtime/embedded/Parameters.h"

#include <gtest/gtest.h>

namespace {
int prepared = 0, prepareResult = 0;

int runPrepare(void *context, uint8_t *, uint8_t *, const void *const *inputs, void *const *outputs) {
  EXPECT_EQ(inputs, nullptr);
  EXPECT_EQ(outputs, nullptr);
  cnn_embedded_launched(context, 0);
  ++prepared;
  return prepareResult;
}

class Prepare : public testing::Test {
protected:
  void SetUp() override {
    prepared = prepareResult = 0;
    std::copy_n(testModel().entries, 2, entries);
    entries[1] = {"prepare", 1, 1, 0, 0, nullptr, nullptr, 0, 1, testModel().entries[0].launches, runPrepare};
    model.entries = entries;
  }
  cnn_status set() {
    float values[10] = {};
    return cnn_embedded_set_parameter(parameters.get(), constant, values, sizeof values);
  }

  cnn_entry_info entries[2];
  cnn_model model = testModel();
  Parameters parameters;
  Body nothing = [](void *, uint8_t *, uint8_t *) { return 0; };
};
} // namespace

TEST_F(Prepare, RunsOnceForAllSessionsUntilParametersChange) {
  parameters = makeParameters(model);
  Session first = makeSession(model, parameters.get(), 1), second = makeSession(model, parameters.get(), 2);
  EXPECT_EQ(prepared, 0);
  for (cnn_session *session : {first.get(), second.get(), first.get()}) {
    EXPECT_EQ(run(session, [](void *, uint8_t *, uint8_t *) { return prepared - 1; }), CNN_OK);
    EXPECT_EQ(prepared, 1);
  }
  EXPECT_EQ(set(), CNN_OK);
  EXPECT_EQ(prepared, 1);
  EXPECT_EQ(run(second.get(), nothing), CNN_OK);
  EXPECT_EQ(run(first.get(), nothing), CNN_OK);
  EXPECT_EQ(prepared, 2);
  // Another handle has values of its own.
  Parameters others = makeParameters(model);
  Session third = makeSession(model, others.get(), 1);
  EXPECT_EQ(run(third.get(), nothing), CNN_OK);
  EXPECT_EQ(prepared, 3);
}

TEST_F(Prepare, IsNotObserved) {
  parameters = makeParameters(model);
  Session session = makeSession(model, parameters.get(), 1);
  int launches = 0;
  auto observe = [](void *data, uint32_t, uint64_t) { ++*static_cast<int *>(data); };
  ASSERT_EQ(cnn_embedded_set_observer(session.get(), observe, &launches), CNN_OK);
  Body launch = [](void *context, uint8_t *, uint8_t *) { return cnn_embedded_launched(context, 0), 0; };
  EXPECT_EQ(run(session.get(), launch), CNN_OK);
  EXPECT_EQ(prepared, 1);
  EXPECT_EQ(launches, 1);
}

TEST_F(Prepare, FailureIsToldAndTriedAgain) {
  parameters = makeParameters(model);
  Session session = makeSession(model, parameters.get(), 1);
  prepareResult = -1;
  bool ran = false;
  Body note = [&](void *, uint8_t *, uint8_t *) { return ran = true, 0; };
  EXPECT_NE(run(session.get(), note), CNN_OK);
  EXPECT_FALSE(ran);
  EXPECT_NE(std::string(cnn_embedded_last_error(session.get())).find("test: prepare"), std::string::npos)
      << cnn_embedded_last_error(session.get());
  prepareResult = 0;
  EXPECT_EQ(run(session.get(), note), CNN_OK);
  EXPECT_TRUE(ran);
  EXPECT_EQ(prepared, 2);
}

TEST_F(Prepare, IsLeftOutWhereTheImageHoldsAll) {
  cnn_model whole = imageModel();
  whole.entries = entries;
  whole.entry_count = 2;
  Parameters known = makeParameters(whole);
  EXPECT_TRUE(known->sharesImage());
  Session session = makeSession(whole, known.get(), 1);
  EXPECT_EQ(run(session.get(), nothing), CNN_OK);
  EXPECT_EQ(prepared, 0);
  const float changed[] = {5, 6, 7, 8};
  ASSERT_EQ(cnn_embedded_set_parameter(known.get(), 0, changed, sizeof changed), CNN_OK);
  EXPECT_EQ(run(session.get(), nothing), CNN_OK);
  EXPECT_EQ(prepared, 1);
}
