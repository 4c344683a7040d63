namespace Lockstep.Vision.Images.Headers;

/// <summary>
/// Reads a TIFF's first directory, and whether all that it points to is there. Source: Adobe, TIFF 6.0, and its technical notes on deflate and JPEG.
/// </summary>
internal static class TiffStructure
{
    private const string InHeader = "it ends inside its header";
    private const long UnmultipliedAlpha = 2;
    private const string Compressions = "none, PackBits, LZW, deflate, JPEG or CCITT";

    public static ImageHeader Read(ReadOnlySpan<byte> encoded) => Read(encoded, out _);

    /// <param name="layout">Null where the header names damage, or a size that can't be.</param>
    public static ImageHeader Read(ReadOnlySpan<byte> encoded, out TiffLayout? layout)
    {
        layout = null;
        var header = new ImageHeader(ImageFormat.Tiff, 0, 0, "unknown", ExifOrientation.Upright, InHeader);
        if (!TiffDirectory.TryOpen(encoded, out var directory) || !directory.IsWhole)
        {
            return header;
        }

        header = header with
        {
            Width = directory.First(Tag.Width) ?? 0,
            Height = directory.First(Tag.Height) ?? 0,
            Orientation = ExifOrientation.Find(directory) ?? ExifOrientation.Upright,
            Damage = null,
        };
        if (header.ReasonAgainst() is not null)
        {
            return header.Width == 0 || header.Height == 0 ? header with { Width = 0, Height = 0, Damage = InHeader } : header;
        }

        var samples = directory.First(Tag.SamplesPerPixel) ?? 1;
        // Some writers state more than there are.
        long[] bits = directory.All(Tag.BitsPerSample) is [_, ..] stated ? [.. stated.Take((int)Math.Clamp(samples, 1, stated.Length))] : [1];
        var extra = directory.All(Tag.ExtraSamples);
        var colour = directory.First(Tag.Colour) ?? 0;
        var compression = directory.First(Tag.Compression) ?? 1;
        header = header with { Mode = ModeOf(colour, bits[0], samples, extra), HasMore = directory.HasNext };
        if (ReasonAgainst(directory, colour, bits, samples, extra) is { } unsupported)
        {
            return header with { Damage = unsupported };
        }

        var isTiled = directory.First(Tag.TileOffsets) is not null && directory.First(Tag.StripOffsets) is null;
        var rows = directory.First(Tag.RowsPerStrip) ?? header.Height;
        var chunkWidth = isTiled ? directory.First(Tag.TileWidth) ?? 0 : header.Width;
        var chunkHeight = isTiled ? directory.First(Tag.TileHeight) ?? 0 : Math.Clamp(rows, 0, header.Height);
        if (chunkWidth < 1 || chunkHeight < 1 || Padded(header.Width, chunkWidth) * Padded(header.Height, isTiled ? chunkHeight : 1) > ImageHeader.MostPixels)
        {
            return header with { Damage = $"its {(isTiled ? "tiles" : "strips")} claim {chunkWidth}×{chunkHeight} pixels (width × height)" };
        }

        layout = new TiffLayout(
            (int)header.Width,
            (int)header.Height,
            directory.IsLittle,
            (int)bits[0],
            (int)samples,
            (TiffColour)colour,
            extra is [var first, ..] ? (int)first : 0,
            (TiffCompression)compression,
            samples > 1 && directory.First(Tag.Planar) == 2,
            directory.First(Tag.FillOrder) == 2,
            isTiled,
            (int)chunkWidth,
            (int)chunkHeight,
            directory.All(isTiled ? Tag.TileOffsets : Tag.StripOffsets),
            directory.All(isTiled ? Tag.TileCounts : Tag.StripCounts),
            (int)Math.Clamp(directory.First(Tag.Predictor) ?? 1, 0, ushort.MaxValue),
            (uint)(directory.First(compression == (int)TiffCompression.CcittFax4 ? Tag.Fax4Options : Tag.Fax3Options) ?? 0),
            directory.Bytes(Tag.JpegTables).ToArray(),
            directory.All(Tag.Palette));
        if (ReasonAgainst(layout, encoded.Length) is not { } damage)
        {
            return header;
        }

        layout = null;
        return header with { Damage = damage };
    }

    private static Int128 Padded(long side, long chunk) => (side + chunk - 1) / chunk * (Int128)chunk;

    private static string ModeOf(long colour, long bits, long samples, long[] extra)
    {
        var name = colour switch
        {
            0 or 1 => "grey",
            2 or 6 => "RGB",
            3 => "palette",
            5 => "CMYK",
            _ => "unknown",
        };
        return (bits > 8 ? $"{bits}-bit " : "") + name + (extra.Length > 0 || (colour == 2 && samples == 4) ? " with alpha" : "");
    }

    /// <summary>Why pictures of this kind can't be decoded; null where they can.</summary>
    private static string? ReasonAgainst(TiffDirectory directory, long colour, long[] bits, long samples, long[] extra)
    {
        var compression = directory.First(Tag.Compression) ?? 1;
        if (!Enum.IsDefined((TiffCompression)Math.Clamp(compression, 0, int.MaxValue)))
        {
            return $"it is a TIFF with compression {NameOf(compression)}; expected {Compressions}. Convert it to PNG, or save it with another compression";
        }

        if (Array.Find(directory.All(Tag.SampleFormat), one => one != 1) is var format and not 0)
        {
            return $"it is a TIFF of {(format == 3 ? "floating-point" : format == 2 ? "signed" : "unknown")} values, which have no fixed black and white; "
                + "scale it to 8 bits and save it as PNG";
        }

        if (Array.Exists(bits, one => one != bits[0]) || (bits.Length != 1 && bits.Length < samples))
        {
            return $"it is a TIFF of {samples} values a pixel with {string.Join(", ", bits.Take(8))} bits; expected the same number of bits for each";
        }

        if (bits[0] == 16 ? colour != 2 : colour is 0 or 1 or 3 ? bits[0] is not (1 or 2 or 4 or 8) : bits[0] != 8)
        {
            return $"it is a TIFF with {bits[0]} bits a value ({ColourOf(colour)}); expected "
                + $"{(colour is 0 or 1 or 3 ? "1, 2, 4 or 8" : colour == 2 ? "8 or 16" : "8")}. Scale it to 8 bits and save it as PNG";
        }

        var isJpeg = compression == (int)TiffCompression.Jpeg;
        if (!Enum.IsDefined((TiffColour)Math.Clamp(colour, 0, int.MaxValue)) || (colour == 6 && !isJpeg))
        {
            return $"it is a TIFF with {ColourOf(colour)} colours{(colour == 6 ? ", not compressed as JPEG" : "")}; expected grey, RGB, palette or CMYK. "
                + "Convert it to PNG";
        }

        if (isJpeg && (bits[0] != 8 || samples != (colour is 0 or 1 ? 1 : 3) || colour is 3 or 5 || (samples > 1 && directory.First(Tag.Planar) == 2)))
        {
            return $"it is a TIFF with JPEG compression of {samples} values a pixel ({ColourOf(colour)}); expected grey, or RGB in one plane. "
                + "Convert it to PNG";
        }

        var plain = colour is 2 or 6 ? 3 : colour == 5 ? 4 : 1;
        var hasUnnamedAlpha = colour == 2 && samples == 4 && extra.Length == 0;
        return (samples == plain + extra.Length
            && extra.Length <= (plain == 1 ? 1 : 3) && (plain > 1 || extra is [] || (extra is [UnmultipliedAlpha] && bits[0] == 8)))
            || hasUnnamedAlpha
            ? null
            : $"it is a TIFF of {samples} values a pixel, {extra.Length} of them extra ({ColourOf(colour)}); expected {plain}, or with alpha {plain + 1}";
    }

    /// <summary>Why this file can't be whole; null where all of its chunks are there and can hold the pixels.</summary>
    private static string? ReasonAgainst(TiffLayout layout, int bytes)
    {
        var chunks = (long)layout.Across * layout.Down * (layout.IsPlanar ? layout.Samples : 1);
        var isRaw = layout.Compression == TiffCompression.None;
        if (layout.Offsets.Length < chunks || (!isRaw && layout.Counts.Length < chunks))
        {
            return $"it has {Math.Min(layout.Offsets.Length, isRaw ? int.MaxValue : layout.Counts.Length)} strips or tiles, of {chunks} that its size asks for";
        }

        if (layout.Colour == TiffColour.Palette && layout.Colours.Length < 3 << layout.Bits)
        {
            return $"its palette has {layout.Colours.Length / 3} colours, expected {1 << layout.Bits}";
        }

        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var unpacked = (long)layout.RowBytes * layout.RowsOf(chunk);
            var count = isRaw ? unpacked : layout.Counts[chunk];
            if (layout.Offsets[chunk] < 0 || count < 0 || layout.Offsets[chunk] > bytes - count)
            {
                return $"it ends inside strip or tile {chunk + 1} of {chunks}";
            }

            if (layout.IsFax ? layout.RowsOf(chunk) > 8 * count : unpacked > count * MostRatio(layout.Compression))
            {
                return $"the {count} bytes of strip or tile {chunk + 1} can't hold its {layout.ChunkWidth}×{layout.RowsOf(chunk)} pixels";
            }
        }

        return null;
    }

    /// <summary>Bytes that one byte can unpack to at most; of fax codes a bit can stand for a whole row.</summary>
    private static long MostRatio(TiffCompression compression) => compression switch
    {
        TiffCompression.None => 1,
        TiffCompression.PackBits => 64,
        TiffCompression.Deflate or TiffCompression.OldDeflate => 1032,
        // Each block of 8×8 values takes at least a bit.
        TiffCompression.Jpeg => 512,
        // The longest string that a 12-bit code can stand for.
        _ => 4096,
    };

    private static string ColourOf(long colour) => colour switch
    {
        0 or 1 => "grey",
        2 => "RGB",
        3 => "palette",
        5 => "CMYK",
        6 => "YCbCr",
        8 or 9 or 10 => "CIE L*a*b*",
        32803 => "camera raw",
        32844 or 32845 => "LogL or LogLuv",
        _ => $"unknown ({colour})",
    };

    public static string NameOf(TiffCompression compression) => compression switch
    {
        TiffCompression.CcittRle or TiffCompression.CcittFax3 or TiffCompression.CcittFax4 => "CCITT",
        TiffCompression.Deflate or TiffCompression.OldDeflate => "deflate",
        TiffCompression.Lzw => "LZW",
        _ => $"{compression}",
    };

    private static string NameOf(long compression) => compression switch
    {
        6 => "old-style JPEG",
        32809 => "ThunderScan",
        34676 or 34677 => "SGI LogLuv",
        33003 or 33005 or 34712 => "JPEG 2000",
        34925 => "LZMA",
        50000 => "Zstandard",
        50001 => "WebP",
        50002 => "JPEG XL",
        _ => $"{compression}",
    };

    /// <summary>The numbers of the tags.</summary>
    private static class Tag
    {
        public const ushort Width = 256;
        public const ushort Height = 257;
        public const ushort BitsPerSample = 258;
        public const ushort Compression = 259;
        public const ushort Colour = 262;
        public const ushort FillOrder = 266;
        public const ushort StripOffsets = 273;
        public const ushort SamplesPerPixel = 277;
        public const ushort RowsPerStrip = 278;
        public const ushort StripCounts = 279;
        public const ushort Planar = 284;
        public const ushort Fax3Options = 292;
        public const ushort Fax4Options = 293;
        public const ushort Predictor = 317;
        public const ushort Palette = 320;
        public const ushort TileWidth = 322;
        public const ushort TileHeight = 323;
        public const ushort TileOffsets = 324;
        public const ushort TileCounts = 325;
        public const ushort ExtraSamples = 338;
        public const ushort SampleFormat = 339;
        public const ushort JpegTables = 347;
    }
}
