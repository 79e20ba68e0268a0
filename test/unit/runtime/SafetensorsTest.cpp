//===- SafetensorsTest.cpp - Named tensors in a file ----------------------===//
#include "TestFiles.h"
#include "runtime/Formats/Safetensors.h"

using namespace cnn::runtime;

namespace {

class SafetensorsTest : public FileTest {
protected:
  /// Writes a file with this header and data and reads it.
  Safetensors read(const std::string &header, const std::string &data) {
    std::string length;
    for (int shift = 0; shift < 64; shift += 8)
      length += static_cast<char>(static_cast<uint64_t>(header.size()) >> shift);
    return readBytes(length + header + data);
  }
  Safetensors readBytes(const std::string &bytes) {
    writeBytes(path("w"), bytes);
    return readSafetensors(path("w"));
  }
  void expectInvalid(const std::string &message, const std::string &header,
                     const std::string &data) {
    expectError(CNN_RUNTIME_INVALID_FILE, path("w") + ": " + message, [&] { read(header, data); });
  }
};

TEST_F(SafetensorsTest, WritesTheFormat) {
  Safetensors contents;
  contents.metadata["model"] = "m";
  Tensor tensor(CNN_FLOAT32, {2});
  tensor.as<float>()[0] = 1;
  contents.tensors["b"] = tensor;
  contents.tensors["a"] = Tensor(CNN_UINT8, {3});
  writeSafetensors(path("w"), contents);
  std::string header =
      R"({"__metadata__":{"model":"m"},"a":{"data_offsets":[0,3],"dtype":"U8","shape":[3]},)"
      R"("b":{"data_offsets":[3,11],"dtype":"F32","shape":[2]}})";
  header.append((8 - header.size() % 8) % 8, ' ');
  std::string expected(8, '\0');
  expected[0] = static_cast<char>(header.size());
  EXPECT_EQ(readText(path("w")),
            expected + header + std::string("\0\0\0\0\0\x80\x3f\0\0\0\0", 11));
}

TEST_F(SafetensorsTest, ReadsWhatItWrote) {
  Safetensors contents;
  contents.metadata["key"] = "some \"text\"";
  for (int32_t type : {CNN_FLOAT32, CNN_INT32, CNN_UINT8, CNN_INT64}) {
    Tensor tensor(type, {2, 3});
    for (size_t index = 0; index < tensor.data.size(); ++index)
      tensor.data[index] = static_cast<uint8_t>(37 * index + type);
    contents.tensors[elementName(type)] = tensor;
  }
  contents.tensors["scalar"] = Tensor(CNN_INT32, {});
  contents.tensors["empty"] = Tensor(CNN_FLOAT32, {0, 4});
  writeSafetensors(path("w"), contents);
  Safetensors found = readSafetensors(path("w"));
  EXPECT_EQ(found.metadata, contents.metadata);
  ASSERT_EQ(found.tensors.size(), 6u);
  for (const auto &[name, tensor] : contents.tensors) {
    EXPECT_EQ(found.tensors[name].type, tensor.type);
    EXPECT_EQ(found.tensors[name].shape, tensor.shape);
    EXPECT_EQ(found.tensors[name].data, tensor.data);
  }
}

TEST_F(SafetensorsTest, RefusesShortFiles) {
  expectError(CNN_RUNTIME_INVALID_FILE, "it has 3 bytes, fewer than the 8", [&] { readBytes("abc"); });
}

TEST_F(SafetensorsTest, RefusesAHeaderLongerThanTheFile) {
  expectError(CNN_RUNTIME_INVALID_FILE,
              "the header is said to have 18446744073709551615 bytes, the file has 2",
              [&] { readBytes(std::string(8, '\xff') + "{}"); });
}

TEST_F(SafetensorsTest, RefusesHeadersThatAreNoObjects) {
  expectInvalid("not a safetensors file: its header is not a JSON object", "{\"a\": ", "");
  expectInvalid("not a safetensors file: its header is not a JSON object", "[1]", "");
}

TEST_F(SafetensorsTest, RefusesMalformedTensors) {
  for (const char *value :
       {"3", R"({"dtype":"F32","shape":[1]})", R"({"dtype":1,"shape":[1],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[0]})",
        R"({"dtype":"F32","shape":[1.5],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4]})"})
    expectInvalid("tensor 'a': expected a dtype, a shape and two data_offsets",
                  std::string(R"({"a":)") + value + "}", "1234");
}

TEST_F(SafetensorsTest, RefusesDeepNesting) {
  std::string depth(200000, '[');
  expectInvalid("tensor 'a': expected a dtype, a shape and two data_offsets, found another array",
                "{\"a\":" + depth + std::string(200000, ']') + "}", "1234");
}

TEST_F(SafetensorsTest, RefusesOtherTypes) {
  expectInvalid("tensor 'a': expected one of the types F32, I32, I64 and U8, found BF16",
                R"({"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}})", "1234");
}

TEST_F(SafetensorsTest, RefusesTruncatedData) {
  expectInvalid("tensor 'a': the file is truncated: the tensor ends at byte 8 of the data, which "
                "has 4",
                R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", "1234");
}

TEST_F(SafetensorsTest, RefusesOffsetsThatDisagreeWithTheShape) {
  expectInvalid("tensor 'a': float32[3] takes 12 bytes, its data_offsets are [0, 4]",
                R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}})", "1234");
  expectInvalid("tensor 'a': float32[1] takes 4 bytes, its data_offsets are [4, 0]",
                R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", "1234");
}

TEST_F(SafetensorsTest, RefusesImpossibleShapes) {
  expectInvalid("tensor 'a': an extent of 4611686018427387904 is impossible",
                R"({"a":{"dtype":"F32","shape":[4,4611686018427387904],"data_offsets":[0,4]}})",
                "1234");
  expectInvalid("tensor 'a': float32[4611686018427387905] is too large",
                R"({"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}})",
                "1234");
}

TEST_F(SafetensorsTest, RefusesOverlapsAndGaps) {
  std::string first = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)";
  expectInvalid("tensor 'b' begins at byte 0 of the data, expected 4",
                first + R"("b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", "12345678");
  expectInvalid("tensor 'b' begins at byte 5 of the data, expected 4",
                first + R"("b":{"dtype":"U8","shape":[3],"data_offsets":[5,8]}})", "12345678");
  expectInvalid("the tensors end at byte 4 of the data, which has 8",
                R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", "12345678");
}

TEST_F(SafetensorsTest, RefusesMetadataThatIsNoText) {
  expectInvalid("__metadata__ 'a' is not a string", R"({"__metadata__":{"a":1}})", "");
  expectInvalid("__metadata__ is not a JSON object", R"({"__metadata__":1})", "");
}

} // namespace
