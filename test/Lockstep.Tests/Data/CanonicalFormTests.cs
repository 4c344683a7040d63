using System.Diagnostics;
using System.Text;
using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Text;

namespace Lockstep.Tests.Data;

public sealed class CanonicalFormTests
{
    [Theory]
    [InlineData("\u00e9", "e\u0301")]
    [InlineData("\u1ec7", "e\u0323\u0302")]
    [InlineData("e\u0302\u0323", "e\u0323\u0302")] // two marks, in the other order
    [InlineData("\u00ea\u0323", "e\u0323\u0302")]
    [InlineData("\u212b", "A\u030a")] // the unit, and the letter
    [InlineData("\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af")]
    [InlineData("\uac00", "\u1100\u1161")]
    [InlineData("\uf900", "\u8c48")]
    [InlineData("\U0001d15e", "\U0001d157\U0001d165")]
    [InlineData("plain", "plain")]
    [InlineData("\ufb01", "\ufb01")] // a ligature is only compatible
    public void What_looks_the_same_is_the_same(string text, string decomposed) => Assert.Equal(decomposed, CanonicalForm.Of(text));

    [Fact]
    public void A_folder_that_clashes_is_told_once_whatever_lies_in_it() =>
        Assert.Equal(["Cat"], NameClashes.In(["CAT/a.png", "Cat/a.png", "Cat/b.png", "Cat/in/c.png", "cow/a.png", "cow/b.png"]).Select(clash => clash.RelPath));

    [Theory]
    [InlineData("In/a, b", "B", "In/A", "In/a/x", "b")]
    [InlineData("a", "A/sub/x", "a/X", "a/sub/x")]
    [InlineData("a/in/x", "a/b/x", "a/in/X", "a/in/x", "a/x")]
    [InlineData("\u00e9/x.png", "\u00e9/X.png", "\u00e9/x.png", "e/x.png")]
    [InlineData("", "a/x", "b/X", "c/a", "x")]
    public void What_lies_beside_another_name_that_is_the_same_is_told(string clashes, params string[] relPaths) =>
        Assert.Equal(clashes, string.Join(", ", NameClashes.In(relPaths.Order(ChecksumListing.ByUtf8Bytes)).Select(finding => finding.RelPath)));

    [Fact]
    public void Two_files_that_look_the_same_clash() =>
        Assert.Contains("can't be told from e\u0301.png", Assert.Single(NameClashes.In(["e\u0301.png", "\u00e9.png"])).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Every_character_is_decomposed_as_Python_does_it()
    {
        const string Script = "import sys, unicodedata as u\nprint(u.unidata_version)\nfor c in range(0x110000):\n  if not 0xD800 <= c < 0xE000: "
            + "d = u.normalize('NFD', chr(c)); d != chr(c) and print('%X' % c, *['%X' % ord(x) for x in d])";
        using var python = TryStart(Script);
        Assert.SkipWhen(python is null, "needs python3");
        var lines = python.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.SkipUnless(lines is ["14.0.0", ..], "needs a Python with Unicode 14, as Debian 12 has it");
        string Line(int code) => $"{code:X} {string.Join(' ', CanonicalForm.Of(new Rune(code).ToString()).EnumerateRunes().Select(rune => $"{rune.Value:X}"))}";
        Assert.Equal(lines[1..], Enumerable.Range(0, 0x110000)
            .Where(code => Rune.IsValid(code) && CanonicalForm.Of(new Rune(code).ToString()) != new Rune(code).ToString()).Select(Line));
    }

    private static Process? TryStart(string script)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
