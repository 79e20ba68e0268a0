//===- KernelModel.h - Sizes of the hand-made model object ------*- C++ -*-===//

#ifndef TEST_UNIT_EMBEDDED_KERNELMODEL_H
#define TEST_UNIT_EMBEDDED_KERNELMODEL_H

inline constexpr int kernelColumns = 4096;
inline constexpr int kernelRows = 64;

#endif // TEST_UNIT_EMBEDDED_KERNELMODEL_H
