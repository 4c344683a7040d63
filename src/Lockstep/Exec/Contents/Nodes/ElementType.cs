using System.Buffers.Binary;
using System.Globalization;

namespace Lockstep.Exec.Contents.Nodes;

internal enum ElementForm
{
    Signed,
    Unsigned,
    Float,
    BFloat16,
    Flag,
    Complex,
    Opaque,
}

/// <summary>The type of a tensor's elements.</summary>
/// <param name="Name">As PyTorch and NumPy call it.</param>
/// <param name="Size">Bytes of one.</param>
internal sealed record ElementType(string Name, int Size, ElementForm Form, bool IsBigEndian = false)
{
    public static readonly ElementType Byte = new("uint8", 1, ElementForm.Unsigned);

    private static readonly ElementType[] Known =
    [
        Byte,
        new("int8", 1, ElementForm.Signed),
        new("int16", 2, ElementForm.Signed),
        new("int32", 4, ElementForm.Signed),
        new("int64", 8, ElementForm.Signed),
        new("uint16", 2, ElementForm.Unsigned),
        new("uint32", 4, ElementForm.Unsigned),
        new("uint64", 8, ElementForm.Unsigned),
        new("float16", 2, ElementForm.Float),
        new("float32", 4, ElementForm.Float),
        new("float64", 8, ElementForm.Float),
        new("bfloat16", 2, ElementForm.BFloat16),
        new("bool", 1, ElementForm.Flag),
        new("complex64", 8, ElementForm.Complex),
        new("complex128", 16, ElementForm.Complex),
        new("complex32", 4, ElementForm.Opaque),
        new("qint8", 1, ElementForm.Signed),
        new("quint8", 1, ElementForm.Unsigned),
        new("qint32", 4, ElementForm.Signed),
        new("quint4x2", 1, ElementForm.Opaque),
        new("quint2x4", 1, ElementForm.Opaque),
        new("float8_e4m3fn", 1, ElementForm.Opaque),
        new("float8_e5m2", 1, ElementForm.Opaque),
        new("float8_e4m3fnuz", 1, ElementForm.Opaque),
        new("float8_e5m2fnuz", 1, ElementForm.Opaque),
        new("float8_e8m0fnu", 1, ElementForm.Opaque),
    ];

    private static readonly Dictionary<string, ElementType> ByName = Known.ToDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Storages = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = "float32",
        ["DoubleStorage"] = "float64",
        ["HalfStorage"] = "float16",
        ["BFloat16Storage"] = "bfloat16",
        ["LongStorage"] = "int64",
        ["IntStorage"] = "int32",
        ["ShortStorage"] = "int16",
        ["CharStorage"] = "int8",
        ["ByteStorage"] = "uint8",
        ["BoolStorage"] = "bool",
        ["ComplexFloatStorage"] = "complex64",
        ["ComplexDoubleStorage"] = "complex128",
        ["QInt8Storage"] = "qint8",
        ["QUInt8Storage"] = "quint8",
        ["QInt32Storage"] = "qint32",
        ["QUInt4x2Storage"] = "quint4x2",
        ["QUInt2x4Storage"] = "quint2x4",
        ["UntypedStorage"] = "uint8",
    };

    private static readonly Dictionary<string, string> Safetensors = new(StringComparer.Ordinal)
    {
        ["F64"] = "float64",
        ["F32"] = "float32",
        ["F16"] = "float16",
        ["BF16"] = "bfloat16",
        ["I64"] = "int64",
        ["I32"] = "int32",
        ["I16"] = "int16",
        ["I8"] = "int8",
        ["U64"] = "uint64",
        ["U32"] = "uint32",
        ["U16"] = "uint16",
        ["U8"] = "uint8",
        ["BOOL"] = "bool",
        ["F8_E4M3"] = "float8_e4m3fn",
        ["F8_E5M2"] = "float8_e5m2",
        ["C64"] = "complex64",
        ["F8_E8M0"] = "float8_e8m0fnu",
    };

    /// <param name="name">Such as <c>torch.float32</c>; null where it is unknown.</param>
    public static ElementType? OfTorch(string name) =>
        ByName.GetValueOrDefault(name.StartsWith("torch.", StringComparison.Ordinal) ? name["torch.".Length..] : name);

    /// <param name="name">Such as <c>torch.FloatStorage</c>.</param>
    public static ElementType? OfStorage(string name) => Storages.TryGetValue(name[(name.LastIndexOf('.') + 1)..], out var type) ? ByName[type] : null;

    public static ElementType? OfSafetensors(string name) => Safetensors.TryGetValue(name, out var type) ? ByName[type] : null;

    /// <param name="name">NumPy's short form: <c>&lt;f4</c>, <c>|b1</c>, <c>i8</c>, <c>&lt;U12</c>; null for structures and objects.</param>
    public static ElementType? OfNumpy(string name)
    {
        var isBig = name is ['>', ..];
        var code = name is ['<' or '>' or '|' or '=', ..] ? name[1..] : name;
        if (code is "?" or "b1")
        {
            return ByName["bool"];
        }

        if (code.Length < 2 || !int.TryParse(code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > 1 << 24)
        {
            return null;
        }

        var known = code[0] switch
        {
            'i' => ByName.GetValueOrDefault($"int{size * 8}"),
            'u' => ByName.GetValueOrDefault($"uint{size * 8}"),
            'f' when size <= 8 => ByName.GetValueOrDefault($"float{size * 8}"),
            'c' when size is 8 or 16 => ByName[$"complex{size * 8}"],
            _ => null,
        };
        return known is not null
            ? (isBig && size > 1 ? known with { Name = $"{known.Name} (big-endian)", IsBigEndian = true } : known)
            : code[0] switch
            {
                'U' => new ElementType(name, size * 4, ElementForm.Opaque),
                'S' or 'V' or 'f' or 'c' or 'M' or 'm' => new ElementType(name, size, ElementForm.Opaque),
                _ => null,
            };
    }

    /// <summary>One element as a number; NaN where it is none.</summary>
    public double ToNumber(ReadOnlySpan<byte> element)
    {
        if (Form is ElementForm.Complex or ElementForm.Opaque)
        {
            return double.NaN;
        }

        Span<byte> little = stackalloc byte[8];
        element[..Size].CopyTo(little);
        if (IsBigEndian)
        {
            little[..Size].Reverse();
        }

        var bits = BinaryPrimitives.ReadUInt64LittleEndian(little);
        return Form switch
        {
            ElementForm.BFloat16 => BitConverter.UInt32BitsToSingle((uint)bits << 16),
            ElementForm.Float => Size switch
            {
                2 => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
                4 => BitConverter.UInt32BitsToSingle((uint)bits),
                _ => BitConverter.UInt64BitsToDouble(bits),
            },
            ElementForm.Signed => (long)(bits << (64 - (8 * Size))) >> (64 - (8 * Size)),
            _ => bits,
        };
    }

    /// <summary>One element in words.</summary>
    public string ToText(ReadOnlySpan<byte> element) =>
        Form switch
        {
            ElementForm.Opaque => $"0x{Convert.ToHexStringLower(element[..Math.Min(Size, 16)])}",
            ElementForm.Complex when Size == 8 => $"{Part("float32", element[..4])}{Sign("float32", element[4..])}j",
            ElementForm.Complex => $"{Part("float64", element[..8])}{Sign("float64", element[8..])}j",
            ElementForm.Flag => element[0] == 0 ? "False" : "True",
            ElementForm.Float when Size == 4 => ((float)ToNumber(element)).ToString("R", CultureInfo.InvariantCulture),
            ElementForm.Float when Size == 2 => ((Half)ToNumber(element)).ToString("R", CultureInfo.InvariantCulture),
            ElementForm.BFloat16 => ((float)ToNumber(element)).ToString("G5", CultureInfo.InvariantCulture),
            ElementForm.Signed => ((long)ToNumberExact(element)).ToString(CultureInfo.InvariantCulture),
            ElementForm.Unsigned => ToNumberExact(element).ToString(CultureInfo.InvariantCulture),
            _ => ToNumber(element).ToString("R", CultureInfo.InvariantCulture),
        };

    private ulong ToNumberExact(ReadOnlySpan<byte> element)
    {
        Span<byte> little = stackalloc byte[8];
        element[..Size].CopyTo(little);
        if (IsBigEndian)
        {
            little[..Size].Reverse();
        }

        var bits = BinaryPrimitives.ReadUInt64LittleEndian(little);
        return Form == ElementForm.Signed ? (ulong)((long)(bits << (64 - (8 * Size))) >> (64 - (8 * Size))) : bits;
    }

    private string Part(string name, ReadOnlySpan<byte> element) => (ByName[name] with { IsBigEndian = IsBigEndian }).ToText(element);

    private string Sign(string name, ReadOnlySpan<byte> element) => Part(name, element) is ['-', ..] negative ? negative : $"+{Part(name, element)}";
}
