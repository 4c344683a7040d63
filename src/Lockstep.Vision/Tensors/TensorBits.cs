using System.Runtime.InteropServices;
using Lockstep.Vision.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tensors;

/// <summary>
/// PyTorch's <c>Tensor.view(dtype)</c>, which TorchSharp does not offer: the bits of a tensor as whole numbers, where it lies and without a copy.
/// </summary>
/// <remarks>
/// The entry point is the C++ name of <c>at::_ops::view_dtype::call(const at::Tensor&amp;, c10::ScalarType)</c>, as exported by
/// libtorch 2.10 for every device. A tensor is a pointer to what it shares; so a reference to one is a pointer to that, as TorchSharp's handle is,
/// and one that is returned is written where the first argument points.
/// </remarks>
internal static partial class TensorBits
{
    private const string Library = "torch_cpu";

    static TensorBits() => NativeLibraries.Load();

    /// <summary>The same memory, seen as whole numbers as wide as its elements: 8 bits without a sign, or 16, 32 or 64 with one.</summary>
    /// <param name="tensor">Of elements of 1, 2, 4 or 8 bytes, on any device.</param>
    /// <returns>A tensor of the same shape that shares the memory, and has no part in gradients.</returns>
    /// <exception cref="ArgumentException">Its elements are of another size.</exception>
    public static unsafe Tensor Of(Tensor tensor)
    {
        var type = tensor.element_size() switch
        {
            1 => ScalarType.Byte,
            2 => ScalarType.Int16,
            4 => ScalarType.Int32,
            8 => ScalarType.Int64,
            var size => throw new ArgumentException($"A tensor of {tensor.dtype}, whose elements have {size} bytes; expected 1, 2, 4 or 8.", nameof(tensor)),
        };
        using var detached = tensor.detach();
        // The memory of a C++ object, as 'new' would take it: TorchSharp gives it back by 'delete'. Equal widths fit any strides, so the call can't throw.
        var place = (nint*)New((nuint)sizeof(nint));
        *place = 0;
        ViewAs(place, detached.Handle, (sbyte)type);
        GC.KeepAlive(detached);
        return Tensor.UnsafeCreateTensor((nint)place);
    }

    [LibraryImport(Library, EntryPoint = "_ZN2at4_ops10view_dtype4callERKNS_6TensorEN3c1010ScalarTypeE")]
    private static unsafe partial nint ViewAs(nint* result, nint tensor, sbyte type);

    [LibraryImport(Library, EntryPoint = "_Znwm")]
    private static partial nint New(nuint bytes);
}
