//===- TuningDatabaseTest.cpp - Tunings on disk -------------------------===//

#include "compiler/Tuning/TuningDatabase.h"
#include "Kernels.h"
#include <filesystem>
#include <fstream>

using namespace mlir;
using namespace cnnc;

namespace {

class TuningDatabaseTest : public test::TuningTest {
protected:
  void SetUp() override {
    TuningTest::SetUp();
    std::string pattern = (std::filesystem::temp_directory_path() / "cnnc-tuning-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    file = folder + "/new/tunings.json";
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  TuningDatabase load() {
    llvm::Expected<TuningDatabase> database = TuningDatabase::load(file, settings.target);
    EXPECT_TRUE(static_cast<bool>(database));
    return llvm::cantFail(std::move(database));
  }
  std::string getError(const std::string &contents) {
    std::filesystem::create_directories(folder + "/new");
    std::ofstream(file) << contents;
    llvm::Expected<TuningDatabase> database = TuningDatabase::load(file, settings.target);
    return database ? "" : llvm::toString(database.takeError());
  }
  void insert(TuningDatabase &database, StringRef key, Tuning tuning) {
    llvm::Error error = database.insert(key, std::move(tuning));
    EXPECT_FALSE(static_cast<bool>(error)) << llvm::toString(std::move(error));
  }

  std::string folder, file;
};

} // namespace

TEST_F(TuningDatabaseTest, ReadsWhatItWrites) {
  TuningDatabase database = load();
  EXPECT_EQ(database.find("a"), nullptr);
  Tuning tuning;
  tuning.name = "conv2d_relu";
  tuning.choices = {{"tile_rows", 7}, {"tile_vectors", 4}};
  tuning.alone = {12.5, 11.25};
  tuning.contenders = {{{"tile_rows", 7}, {"tile_vectors", 4}}, {{"tile_rows", 14}}};
  tuning.threads = 2;
  tuning.processor = "znver4";
  tuning.compiler = "cnnc 1";
  insert(database, "a", tuning);

  TuningDatabase again = load();
  const Tuning *found = again.find("a");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->name, tuning.name);
  EXPECT_EQ(found->choices, tuning.choices);
  EXPECT_EQ(found->contenders, tuning.contenders);
  EXPECT_FALSE(found->isFinished());
  EXPECT_DOUBLE_EQ(found->alone.before, 12.5);
  EXPECT_DOUBLE_EQ(found->alone.after, 11.25);
  EXPECT_FALSE(found->inSequence.has_value());
  EXPECT_EQ(found->threads, 2u);
  EXPECT_EQ(found->processor, "znver4");
  EXPECT_EQ(found->compiler, "cnnc 1");

  tuning.contenders.clear();
  tuning.inSequence = {20, 18};
  insert(database, "a", tuning);
  TuningDatabase last = load();
  found = last.find("a");
  EXPECT_TRUE(found->isFinished());
  ASSERT_TRUE(found->inSequence.has_value());
  EXPECT_DOUBLE_EQ(found->inSequence->after, 18);
}

/// Two compilers tune at the same time.
TEST_F(TuningDatabaseTest, KeepsWhatOthersWrote) {
  TuningDatabase one = load(), other = load();
  Tuning tuning;
  tuning.name = "first";
  insert(one, "a", tuning);
  tuning.name = "second";
  insert(other, "b", tuning);
  TuningDatabase both = load();
  ASSERT_TRUE(both.find("a") && both.find("b"));
  EXPECT_EQ(both.find("a")->name, "first");
  EXPECT_EQ(both.find("b")->name, "second");
}

TEST_F(TuningDatabaseTest, SaysWhatIsWrong) {
  std::string target = settings.target.name, prefix = "expects a tuning database of cnnc: ";
  EXPECT_NE(getError("{\n\"version\": 1,\n").find(prefix + "[3:0"), std::string::npos);
  EXPECT_EQ(getError("[]"), prefix + "expected object when parsing database");
  EXPECT_EQ(getError("{\"version\": 1, \"target\": \"" + target + "\"}"), prefix + "missing value at database.kernels");
  EXPECT_EQ(getError("{\"version\": 2, \"target\": \"" + target + "\", \"kernels\": {}}"),
            prefix + "of version 1, found 2");
  EXPECT_EQ(getError("{\"version\": 1, \"target\": \"aarch64\", \"kernels\": {}}"),
            "expects tunings for " + target + ", found aarch64");
  EXPECT_EQ(getError("{\"version\": 1, \"target\": \"" + target +
                     "\", \"kernels\": {\"a\": {\"name\": \"k\", \"choices\": {\"tile_rows\": \"many\"}}}}"),
            prefix + "expected integer at database.kernels.a.choices.tile_rows");
  EXPECT_EQ(getError("{\"version\": 1, \"target\": \"" + target + "\", \"kernels\": {}}"), "");
}

/// The name and the schedule of a kernel do not count, its algorithm and the target do.
TEST_F(TuningDatabaseTest, KeysAreStructural) {
  std::string text = test::convolution.str();
  std::string key = TuningDatabase::getKey(parse(text), settings.target);
  std::string renamed = text;
  renamed.replace(renamed.find("@k"), 2, "@other");
  EXPECT_EQ(TuningDatabase::getKey(parse(renamed), settings.target), key);
  std::string padded = text;
  padded.replace(padded.find("pads = [1, 1, 1, 1]"), 19, "pads = [1, 1, 1, 1] algorithm = winograd");
  EXPECT_NE(TuningDatabase::getKey(parse(padded), settings.target), key);
  for (const Target &other : Target::getCpuTargets())
    EXPECT_EQ(TuningDatabase::getKey(parse(text), other) == key, other.name == settings.target.name);
}
