//===- AtomicFileTest.cpp - Files are written all or nothing --------------===//
#include "TestFiles.h"
#include "runtime/Formats/AtomicFile.h"

#include <filesystem>

using namespace cnn::runtime;
using testing::ElementsAre;

namespace {

using AtomicFileTest = FileTest;

TEST_F(AtomicFileTest, KeepsTheOldFileUntilCommit) {
  writeBytes(path("a"), "old");
  AtomicFile file(path("a"));
  file.write("new", 3);
  EXPECT_EQ(readText(path("a")), "old");
  file.commit();
  EXPECT_EQ(readText(path("a")), "new");
  EXPECT_THAT(listFolder(folder), ElementsAre("a"));
}

TEST_F(AtomicFileTest, LeavesNothingWithoutCommit) {
  { AtomicFile(path("a")).write("new", 3); }
  EXPECT_THAT(listFolder(folder), ElementsAre());
}

TEST_F(AtomicFileTest, KeepsTheOldFileOnAFullDisk) {
  writeBytes(path("a"), "old");
  FileSizeLimit limit(1000);
  expectError(CNN_RUNTIME_FILE_FAILED,
              path("a") + ": cannot be written: File too large; the file that was there is kept",
              [&] { writeFile(path("a"), std::string(5000, 'x')); });
  EXPECT_EQ(readText(path("a")), "old");
  EXPECT_THAT(listFolder(folder), ElementsAre("a"));
}

TEST_F(AtomicFileTest, ReportsAFullDevice) {
  expectError(CNN_RUNTIME_FILE_FAILED, "/dev/full: cannot be written: No space left on device",
              [] { writeFile("/dev/full", "text"); });
}

TEST_F(AtomicFileTest, ReportsAMissingFolder) {
  expectError(CNN_RUNTIME_FILE_FAILED, "none/a: cannot be written: No such file or directory",
              [&] { writeFile(path("none/a"), "text"); });
}

TEST_F(AtomicFileTest, ReportsAFolder) {
  expectError(CNN_RUNTIME_FILE_FAILED, folder + ": cannot be written: it is a directory",
              [&] { writeFile(folder, "text"); });
}

TEST_F(AtomicFileTest, WritesThroughASymbolicLinkAndKeepsTheMode) {
  writeBytes(path("a"), "old");
  std::filesystem::permissions(path("a"), std::filesystem::perms::owner_all);
  std::filesystem::create_symlink("a", path("link"));
  writeFile(path("link"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(path("link")));
  EXPECT_EQ(readText(path("a")), "new");
  EXPECT_EQ(std::filesystem::status(path("a")).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(AtomicFileTest, ReadFileReportsAMissingFile) {
  expectError(CNN_RUNTIME_FILE_FAILED, "none: cannot be opened: No such file or directory",
              [&] { readFile(path("none")); });
}

TEST_F(AtomicFileTest, ReadFileReadsLargeFilesWhole) {
  std::string text(300000, 'x');
  text.back() = 'y';
  writeBytes(path("a"), text);
  std::vector<uint8_t> bytes = readFile(path("a"));
  EXPECT_EQ(std::string(bytes.begin(), bytes.end()), text);
}

} // namespace
