//===- TestFiles.cpp - Files that the runtime's tests write ---------------===//
#include "TestFiles.h"

#include "runtime/Error.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <zlib.h>

FileTest::FileTest() {
  std::string pattern = (std::filesystem::temp_directory_path() / "runtime-test-XXXXXX").string();
  folder = mkdtemp(pattern.data());
}

FileTest::~FileTest() { std::filesystem::remove_all(folder); }

void writeBytes(const std::string &path, const std::string &bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

void writeGzip(const std::string &path, const std::string &bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), bytes.size());
  gzclose(file);
}

std::string readText(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<std::string> listFolder(const std::string &path) {
  std::vector<std::string> names;
  for (const auto &entry : std::filesystem::directory_iterator(path))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string idxBytes(const cnn::runtime::Shape &shape, const std::string &values,
                     const std::string &magicStart) {
  std::string bytes = magicStart + static_cast<char>(shape.size());
  for (int64_t extent : shape)
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes += static_cast<char>(extent >> shift);
  return bytes + values;
}

void writeDataset(const std::string &folder, const std::string &prefix, int count, int side) {
  std::string images, labels;
  uint32_t noise = prefix == "train" ? 1 : 2;
  for (int index = 0; index < count; ++index) {
    int label = index * 7 % 4;
    labels += static_cast<char>(label);
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x) {
        noise = noise * 1664525u + 1013904223u;
        bool bright = (y >= side / 2) * 2 + (x >= side / 2) == label;
        images += static_cast<char>((bright ? 120 : 0) + (noise >> 24) / 2);
      }
  }
  writeBytes(folder + "/" + prefix + "-images-idx3-ubyte", idxBytes({count, side, side}, images));
  writeBytes(folder + "/" + prefix + "-labels-idx1-ubyte", idxBytes({count}, labels));
}

void expectError(cnn_runtime_status status, const std::string &text,
                 const std::function<void()> &action) {
  try {
    action();
  } catch (const cnn::runtime::Error &error) {
    EXPECT_EQ(error.status(), status) << error.what();
    EXPECT_THAT(error.what(), testing::HasSubstr(text));
    return;
  }
  ADD_FAILURE() << "expected an error with: " << text;
}

FileSizeLimit::FileSizeLimit(uint64_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit = {};
  getrlimit(RLIMIT_FSIZE, &limit);
  before = limit.rlim_cur;
  limit.rlim_cur = bytes;
  setrlimit(RLIMIT_FSIZE, &limit);
}

FileSizeLimit::~FileSizeLimit() {
  rlimit limit = {};
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = before;
  setrlimit(RLIMIT_FSIZE, &limit);
}
