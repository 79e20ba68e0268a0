//===- IdxTest.cpp - The format of the MNIST family of data sets ----------===//
#include "TestFiles.h"
#include "runtime/Formats/Idx.h"

#include <filesystem>

using namespace cnn::runtime;

namespace {

class IdxTest : public FileTest {
protected:
  void expectInvalid(const std::string &message, const std::string &bytes) {
    writeBytes(path("x"), bytes);
    expectError(CNN_RUNTIME_INVALID_FILE, path("x") + ": " + message, [&] { readIdx(path("x")); });
    writeGzip(path("x"), bytes);
    expectError(CNN_RUNTIME_INVALID_FILE, path("x") + ": " + message, [&] { readIdx(path("x")); });
  }
};

TEST_F(IdxTest, ReadsPlainAndCompressedFiles) {
  std::string bytes = idxBytes({1, 2, 3}, "abcdef");
  writeBytes(path("plain"), bytes);
  writeGzip(path("compressed"), bytes);
  for (const char *name : {"plain", "compressed"}) {
    Tensor tensor = readIdx(path(name));
    EXPECT_EQ(tensor.type, CNN_UINT8);
    EXPECT_EQ(tensor.shape, (Shape{1, 2, 3}));
    EXPECT_EQ(std::string(tensor.data.begin(), tensor.data.end()), "abcdef");
  }
}

TEST_F(IdxTest, RefusesAWrongMagicNumber) {
  const char *message = "expected an IDX file of unsigned bytes (magic number 0x0000080n with n "
                        "dimensions), found 0x";
  expectInvalid(std::string(message) + "89504e47", "\x89PNG and more");
  // Floats, and no dimension at all.
  expectInvalid(std::string(message) + "00000d01", idxBytes({1}, "1234", {"\0\0\x0d", 3}));
  expectInvalid(std::string(message) + "00000800", std::string("\0\0\x08\0", 4));
}

TEST_F(IdxTest, RefusesTruncatedFiles) {
  expectInvalid("the file is truncated: it has no IDX header", std::string("\0\0", 2));
  expectInvalid("the file is truncated: it has no IDX header", "");
  expectInvalid("the file is truncated inside its header", idxBytes({2, 3}, "").substr(0, 10));
  expectInvalid("the file is truncated: expected 6 bytes for uint8[2, 3], found 5",
                idxBytes({2, 3}, "abcde"));
}

TEST_F(IdxTest, RefusesAHeaderThatPromisesTerabytes) {
  expectInvalid("the file is truncated: expected 4611686014132420609 bytes",
                idxBytes({0x7fffffff, 0x7fffffff}, "abc"));
  expectInvalid("an extent of 2147483647 is impossible",
                idxBytes({0x7fffffff, 0x7fffffff, 0x7fffffff}, "abc"));
}

TEST_F(IdxTest, RefusesBytesLeftOver) {
  expectInvalid("expected 6 bytes for uint8[2, 3], found more", idxBytes({2, 3}, "abcdefg"));
}

TEST_F(IdxTest, RefusesDamagedCompression) {
  writeGzip(path("x.gz"), idxBytes({4000}, std::string(4000, 'x') ));
  std::string bytes = readText(path("x.gz"));
  writeBytes(path("x.gz"), bytes.substr(0, bytes.size() - 9));
  expectError(CNN_RUNTIME_INVALID_FILE, "x.gz: the compressed file is truncated",
              [&] { readIdx(path("x.gz")); });
  bytes[bytes.size() - 6] ^= 1; // in the checksum
  writeBytes(path("x.gz"), bytes);
  expectError(CNN_RUNTIME_INVALID_FILE, "x.gz: the compressed file is damaged",
              [&] { readIdx(path("x.gz")); });
}

TEST_F(IdxTest, ReportsAMissingFile) {
  expectError(CNN_RUNTIME_FILE_FAILED, "none: cannot be opened: No such file or directory",
              [&] { readIdx(path("none")); });
}

} // namespace
