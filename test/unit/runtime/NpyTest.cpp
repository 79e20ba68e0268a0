//===- NpyTest.cpp - One tensor in numpy's format -------------------------===//
#include "TestFiles.h"
#include "runtime/Formats/Npy.h"

#include <cstring>

using namespace cnn::runtime;

namespace {

class NpyTest : public FileTest {
protected:
  Tensor read(const std::string &header, const std::string &values, int version = 1) {
    std::string bytes = std::string("\x93NUMPY") + static_cast<char>(version) + '\0';
    for (int byte = 0; byte < (version == 1 ? 2 : 4); ++byte)
      bytes += static_cast<char>(header.size() >> 8 * byte);
    return readBytes(bytes + header + values);
  }
  Tensor readBytes(const std::string &bytes) {
    writeBytes(path("x.npy"), bytes);
    return readNpy(path("x.npy"));
  }
  void expectInvalid(const std::string &message, const std::string &header,
                     const std::string &values) {
    expectError(CNN_RUNTIME_INVALID_FILE, path("x.npy") + ": " + message,
                [&] { read(header, values); });
  }
};

TEST_F(NpyTest, WritesTheFormat) {
  Tensor tensor(CNN_INT32, {2, 1});
  tensor.as<int32_t>()[1] = 7;
  writeNpy(path("x.npy"), tensor);
  std::string text = readText(path("x.npy"));
  std::string header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,1), }";
  EXPECT_EQ(text.substr(0, 10), std::string("\x93NUMPY\x01\0\x76\0", 10));
  EXPECT_EQ(text.substr(10, header.size()), header);
  EXPECT_EQ(text.substr(127), std::string("\n\0\0\0\0\x07\0\0\0", 9));
}

TEST_F(NpyTest, ReadsWhatItWrote) {
  for (int32_t type : {CNN_FLOAT32, CNN_INT32, CNN_UINT8, CNN_INT64})
    for (const Shape &shape : {Shape{}, Shape{3}, Shape{2, 3, 4}, Shape{0, 5}}) {
      Tensor tensor(type, shape);
      for (size_t index = 0; index < tensor.data.size(); ++index)
        tensor.data[index] = static_cast<uint8_t>(31 * index + 5);
      writeNpy(path("x.npy"), tensor);
      Tensor found = readNpy(path("x.npy"));
      EXPECT_EQ(found.type, type);
      EXPECT_EQ(found.shape, shape);
      EXPECT_EQ(found.data, tensor.data);
    }
}

TEST_F(NpyTest, ReadsVersionsTwoAndThree) {
  for (int version : {2, 3}) {
    Tensor tensor =
        read("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", "ab", version);
    EXPECT_EQ(tensor.shape, Shape{2});
    EXPECT_EQ(tensor.data, (std::vector<uint8_t>{'a', 'b'}));
  }
}

TEST_F(NpyTest, RoundsDoubles) {
  double values[] = {0.1, -3};
  Tensor tensor = read("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
                       std::string(reinterpret_cast<char *>(values), sizeof(values)));
  EXPECT_EQ(tensor.type, CNN_FLOAT32);
  EXPECT_EQ(tensor.as<float>()[0], 0.1f);
  EXPECT_EQ(tensor.as<float>()[1], -3.0f);
}

TEST_F(NpyTest, RefusesOtherFiles) {
  expectError(CNN_RUNTIME_INVALID_FILE, "not a .npy file: it does not begin with \\x93NUMPY",
              [&] { readBytes("PK\3\4 and more text"); });
  expectError(CNN_RUNTIME_INVALID_FILE, "not a .npy file", [&] { readBytes(""); });
  expectError(CNN_RUNTIME_INVALID_FILE, "expected version 1, 2 or 3 of the format, found 9",
              [&] { read("{}", "", 9); });
}

TEST_F(NpyTest, RefusesTruncatedHeaders) {
  expectError(CNN_RUNTIME_INVALID_FILE,
              "the file is truncated: its header is said to have 500 bytes, the file has 12",
              [&] { readBytes(std::string("\x93NUMPY\x01\0\xf4\x01{'", 12)); });
}

TEST_F(NpyTest, RefusesEndlessHeaders) {
  std::string shape;
  for (int dimension = 0; dimension < 30000; ++dimension)
    shape += "1,";
  for (int version : {1, 2})
    expectError(CNN_RUNTIME_INVALID_FILE,
                "expected a header of at most 4096 bytes, as plain arrays have, found 600",
                [&] { read("{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }", "1234", version); });
}

TEST_F(NpyTest, RefusesMalformedHeaders) {
  expectInvalid("expected a header with 'descr', 'fortran_order' and 'shape'", "{'descr': '<f4'}",
                "");
  expectInvalid("expected a header", "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': "
                                     "(1,), }",
                "1234");
  expectInvalid("an extent of 9999999999999999999 is too large",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999999999,), }", "");
}

TEST_F(NpyTest, RefusesColumnMajorArrays) {
  expectInvalid("expected a row-major array, found a column-major one (fortran_order: True); save "
                "numpy.ascontiguousarray(x) instead",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", "1234");
}

TEST_F(NpyTest, RefusesOtherTypes) {
  expectInvalid("expected the type float32, float64, int32, int64 or uint8, little-endian, found "
                "'>f4'",
                "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "1234");
}

TEST_F(NpyTest, RefusesTooFewAndTooManyValues) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }";
  expectInvalid("expected 24 bytes of values for float32[3, 2], found 4", header, "1234");
  expectInvalid("expected 24 bytes of values for float32[3, 2], found 25", header,
                std::string(25, 'x'));
}

} // namespace
