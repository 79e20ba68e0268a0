//===- Constants.h - Constant tables of a module of the LLVM dialect ----===//

#ifndef CNNC_COMPILER_CODEGEN_CONSTANTS_H
#define CNNC_COMPILER_CODEGEN_CONSTANTS_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace cnnc {

/// A constant of C: a number, the address of a symbol, null, or a struct or array of these.
struct Constant {
  mlir::Type type;
  mlir::Attribute number = {};            // of a number
  mlir::FlatSymbolRefAttr symbol = {};    // of an address; neither: null
  std::vector<Constant> elements = {};    // of a struct or array
};

/// Makes constants, and the globals that they point to.
class Constants {
public:
  explicit Constants(mlir::ModuleOp module);

  Constant integer(unsigned bits, int64_t value);
  Constant real(double value);
  Constant null();
  Constant address(llvm::StringRef symbol);
  Constant structure(std::vector<Constant> fields);
  /// The address of a private string; equal strings are one.
  Constant string(llvm::StringRef text);
  /// The address of a private array of the elements, or null where there are none. Equal arrays of numbers
  /// are one.
  Constant array(std::vector<Constant> elements, llvm::StringRef name);
  Constant integers(unsigned bits, llvm::ArrayRef<int64_t> values, llvm::StringRef name);

  /// Adds a constant global.
  mlir::LLVM::GlobalOp addGlobal(llvm::StringRef name, const Constant &value, mlir::LLVM::Linkage linkage);

private:
  mlir::Value materialize(mlir::OpBuilder &builder, const Constant &constant);
  std::string makeName(llvm::StringRef name);

  mlir::ModuleOp module;
  mlir::OpBuilder builder;
  llvm::StringMap<std::string> strings, arrays; // contents -> symbol
  unsigned count = 0;
};

} // namespace cnnc

#endif
