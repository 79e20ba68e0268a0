//===- TestFiles.h - Files that the runtime's tests write -----------------===//
#ifndef CNN_TEST_UNIT_RUNTIME_TESTFILES_H
#define CNN_TEST_UNIT_RUNTIME_TESTFILES_H

#include "cnn/runtime.h"
#include "runtime/Tensor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

/// A test with an empty folder of its own.
class FileTest : public testing::Test {
protected:
  FileTest();
  ~FileTest() override;

  std::string path(const std::string &name) const { return folder + "/" + name; }

  std::string folder;
};

void writeBytes(const std::string &path, const std::string &bytes);
void writeGzip(const std::string &path, const std::string &bytes);
std::string readText(const std::string &path);
std::vector<std::string> listFolder(const std::string &path);

/// An IDX file's bytes.
std::string idxBytes(const cnn::runtime::Shape &shape, const std::string &values,
                     const std::string &magicStart = std::string("\0\0\x08", 3));

/// Writes `count` images of side x side, in four classes that differ in which
/// corner is bright, with labels and some noise, as "train" or "t10k".
void writeDataset(const std::string &folder, const std::string &prefix, int count, int side = 8);

/// Expects an Error with this status, whose message contains `text`.
void expectError(cnn_runtime_status status, const std::string &text,
                 const std::function<void()> &action);

/// While it lives, no file can grow past `bytes`: writing fails as on a full disk.
class FileSizeLimit {
public:
  explicit FileSizeLimit(uint64_t bytes);
  ~FileSizeLimit();

private:
  uint64_t before;
};

#endif
