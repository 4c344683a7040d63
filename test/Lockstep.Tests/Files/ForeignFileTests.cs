using System.IO.Compression;
using System.Text;
using Lockstep.Files;

namespace Lockstep.Tests.Files;

public sealed class ForeignFileTests
{
    [Theory]
    [InlineData("", "empty; get it anew")]
    [InlineData(
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "a Git LFS pointer; get the file that it stands for with 'git lfs pull'")]
    [InlineData("/annex/objects/SHA256E-s3--ab.pt\n", "a git-annex pointer; get the file that it stands for with 'git annex get'")]
    [InlineData("\r\n<!doctype HTML><html>", "an HTML page, as a server sends it in place of a file; download it anew, and look at what comes")]
    [InlineData("{\"message\": \"Not Found\"}", "JSON text; other")]
    [InlineData("<?xml version='1.0'?><Error/>", "XML text; other")]
    [InlineData("a,b\n1,2\n", "a text file ('a,b'); other")]
    [InlineData("PK\u0003\u0004\u0014", "a zip archive; other")]
    [InlineData("PK\u0003\u0004 0123456789012345678901234archive/data.pkl", "a zip archive as PyTorch writes it ('torch.save' or TorchScript); other")]
    [InlineData("\u0080\u0002}q", "a Python pickle, as older versions of 'torch.save' write it; other")]
    [InlineData("\u001f\u008b\b", "a gzip file; other")]
    [InlineData("\u0089HDF\r\n\u001a\n", "an HDF5 file, as Keras writes; other")]
    [InlineData("\b\u0007\u0012\apytorch", "an ONNX model; other")]
    [InlineData("\u0089PNG\r\n\u001a\n", "a PNG picture; other")]
    public void Is_named_for_what_it_is_with_what_to_do(string content, string said) =>
        Assert.Equal($"it is {said}", ForeignFile.Of(Encoding.Latin1.GetBytes(content))?.Or("other"));

    [Fact]
    public void A_tar_is_known_by_its_mark_and_nothing_is_said_of_what_is_not_known()
    {
        var tar = new byte[512];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        tar[0] = (byte)'a';
        Assert.Equal("a tar archive", ForeignFile.Of(tar)?.What);
        Assert.Null(ForeignFile.Of([1, 2, 3, 4]));
        Assert.Null(ForeignFile.Of([.. "text"u8, 0xFF, .. "more"u8]));
        Assert.StartsWith("a text file", ForeignFile.Of("schön"u8)?.What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_bytes_tell_as_much_as_all_of_them()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("a.txt");
        }

        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("é", 4000)));
        Assert.All(
            [zip.ToArray(), text], bytes => Assert.Equal(ForeignFile.Of(bytes), ForeignFile.Of(bytes.AsSpan(0, Math.Min(bytes.Length, ForeignFile.Looked)))));
    }
}
