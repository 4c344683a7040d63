using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Marks one required symbol version of an ELF library as weak, so that the loader accepts a system that lacks it.</summary>
/// <remarks>
/// TorchSharp's native library asks for <c>GLIBCXX_3.4.32</c>, which Debian 12 and Ubuntu 22.04 lack. Nothing it calls
/// needs that version: the one symbol behind it, <c>_ZSt21ios_base_library_initv</c>, is a link-time marker without a relocation.
/// Setting VER_FLG_WEAK in the entry's <c>vna_flags</c> is what the ELF specification provides for that. Where the version exists nothing changes.
/// Source: System V ABI, "Symbol Versioning" (Linux Standard Base Core 5.0, section 10.7).
/// </remarks>
public sealed class WeakenSymbolVersion : Task
{
    private const int SectionTypeVersionNeed = 0x6ffffffe;
    private const ushort WeakFlag = 0x2;

    /// <summary>The library as the package holds it; only read.</summary>
    [Required]
    public string Library { get; set; } = "";

    /// <summary>Where the weakened copy goes.</summary>
    [Required]
    public string Copy { get; set; } = "";

    /// <summary>The symbol version to weaken, for example <c>GLIBCXX_3.4.32</c>.</summary>
    [Required]
    public string Version { get; set; } = "";

    public override bool Execute()
    {
        try
        {
            var weakened = In(File.ReadAllBytes(Library), Version);
            Directory.CreateDirectory(Path.GetDirectoryName(Copy));
            // A new file, moved into place: never written through a link into the package cache.
            var temporary = Copy + ".tmp";
            File.Delete(temporary);
            File.WriteAllBytes(temporary, weakened);
            File.Delete(Copy);
            File.Move(temporary, Copy);
            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException || exception is IOException)
        {
            Log.LogError("{0}: {1}", Library, exception.Message);
            return false;
        }
    }

    /// <summary>Returns a copy of <paramref name="library"/> in which every requirement of <paramref name="version"/> is weak.</summary>
    /// <exception cref="InvalidDataException">Not a 64-bit little-endian ELF file, or it does not ask for that version.</exception>
    private static byte[] In(byte[] library, string version)
    {
        if (library.Length < 64 || library[0] != 0x7f || library[1] != 'E' || library[2] != 'L' || library[3] != 'F' || library[4] != 2 || library[5] != 1)
        {
            throw new InvalidDataException("Not a 64-bit little-endian ELF library.");
        }

        var found = false;
        var result = (byte[])library.Clone();
        foreach (var flags in FlagsOf(library, version))
        {
            var value = (ushort)(BitConverter.ToUInt16(library, flags) | WeakFlag);
            result[flags] = (byte)value;
            result[flags + 1] = (byte)(value >> 8);
            found = true;
        }

        return found ? result : throw new InvalidDataException("The library does not ask for " + version + ".");
    }

    /// <summary>The offsets of the <c>vna_flags</c> fields of every entry that requires <paramref name="version"/>.</summary>
    private static List<int> FlagsOf(byte[] library, string version)
    {
        var offsets = new List<int>();
        var sections = checked((int)BitConverter.ToInt64(library, 0x28));
        int entrySize = BitConverter.ToUInt16(library, 0x3a);
        int count = BitConverter.ToUInt16(library, 0x3c);
        for (var i = 0; i < count; i++)
        {
            var section = sections + (i * entrySize);
            if (BitConverter.ToInt32(library, section + 4) != SectionTypeVersionNeed)
            {
                continue;
            }

            var names = sections + (BitConverter.ToInt32(library, section + 0x28) * entrySize);
            var strings = checked((int)BitConverter.ToInt64(library, names + 0x18));
            var need = checked((int)BitConverter.ToInt64(library, section + 0x18));
            while (true)
            {
                int auxiliaries = BitConverter.ToUInt16(library, need + 2);
                var auxiliary = need + BitConverter.ToInt32(library, need + 8);
                for (var j = 0; j < auxiliaries; j++)
                {
                    if (NameAt(library, strings + BitConverter.ToInt32(library, auxiliary + 8)) == version)
                    {
                        offsets.Add(auxiliary + 4);
                    }

                    auxiliary += BitConverter.ToInt32(library, auxiliary + 12);
                }

                var next = BitConverter.ToInt32(library, need + 12);
                if (next == 0)
                {
                    break;
                }

                need += next;
            }
        }

        return offsets;
    }

    private static string NameAt(byte[] library, int offset)
    {
        var end = Array.IndexOf(library, (byte)0, offset);
        return Encoding.ASCII.GetString(library, offset, end - offset);
    }
}
