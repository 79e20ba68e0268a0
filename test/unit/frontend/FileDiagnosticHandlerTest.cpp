//===- FileDiagnosticHandlerTest.cpp - How messages name their place ----===//

#include "frontend/FileDiagnosticHandler.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/SourceMgr.h"
#include "gtest/gtest.h"

using namespace mlir;

namespace {
class FileDiagnosticHandlerTest : public testing::Test {
protected:
  Location locate(StringRef layer, unsigned line = 0) {
    Location file = FileLineColLoc::get(&context, "none.onnx", line, line);
    return layer.empty() ? file : Location(NameLoc::get(StringAttr::get(&context, layer), file));
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  llvm::SourceMgr sources;
  std::string text;
  llvm::raw_string_ostream stream{text};
  cnnc::FileDiagnosticHandler handler{sources, &context, stream};
};
} // namespace

TEST_F(FileDiagnosticHandlerTest, NoLine) {
  emitError(locate("")) << "wrong";
  EXPECT_EQ(text, "none.onnx: error: wrong\n");
}

TEST_F(FileDiagnosticHandlerTest, Line) {
  emitError(locate("conv", 3)) << "wrong";
  EXPECT_EQ(text, "none.onnx:3:3: error: wrong\n");
}

TEST_F(FileDiagnosticHandlerTest, ErrorsNameTheLayerOnce) {
  emitError(locate("conv")) << "wrong";
  emitError(locate("conv")) << "Conv node 'conv': wrong";
  emitRemark(locate("conv")) << "conv is fused";
  EXPECT_EQ(text, "none.onnx: error: 'conv': wrong\n"
                  "none.onnx: error: Conv node 'conv': wrong\n"
                  "none.onnx: remark: conv is fused\n");
}

TEST_F(FileDiagnosticHandlerTest, Notes) {
  (emitError(locate("conv")) << "wrong").attachNote(locate("", 7)) << "here";
  (emitError(locate("conv", 7)) << "wrong").attachNote(locate("pool")) << "there";
  EXPECT_EQ(text, "none.onnx: error: 'conv': wrong\n"
                  "none.onnx:7:7: note: here\n"
                  "none.onnx:7:7: error: wrong\n"
                  "none.onnx: note: there\n");
}
