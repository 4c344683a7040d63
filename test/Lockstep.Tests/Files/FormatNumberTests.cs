using System.Buffers.Binary;
using System.Text;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Runs;
using Lockstep.Snapshots;
using Lockstep.Tests.Ledgers;
using Lockstep.Tests.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Files;

/// <summary>A file that a later version wrote in a format of its own is refused, and the version is named; nothing advises to write over it.</summary>
public sealed class FormatNumberTests
{
    private const string Refusal = "of format 2; this Lockstep reads format 1. Lockstep 0.9.0 wrote it: use that or a newer one.";
    private const string Later = "{\"format\": 2, \"lockstepVersion\": \"0.9.0\", ";

    [Fact]
    public void A_newer_record_of_a_run_is_refused()
    {
        var json = Records.Of("one").ToJson();
        var members = json[(json.IndexOf('{') + 1)..];
        var exception = Assert.Throws<LockstepException>(() => RunRecord.Parse(Later + members, "run.json"));
        Assert.Equal("run.json: a run's record " + Refusal, exception.Message);
        Assert.Equal("one", RunRecord.Parse("{\"format\": 1, " + members, "run.json").Name);
    }

    [Theory]
    [InlineData("\"files\": []}")]
    [InlineData("\"tree\": {}}")]
    [InlineData("\"files\": [{\"path\": \"a\"}]}")]
    public void A_newer_manifest_is_refused_even_where_this_version_could_not_read_it(string rest)
    {
        var exception = Assert.ThrowsAny<LockstepException>(() => Manifest.Parse(Encoding.UTF8.GetBytes(Later + rest), "manifest.json"));
        Assert.Equal("manifest.json: a manifest " + Refusal, exception.Message);
        Assert.IsNotType<ManifestException>(exception);
    }

    [Fact]
    public void A_manifest_of_another_program_may_have_a_format_of_another_kind() =>
        Assert.Empty(Manifest.Parse("{\"format\": \"flat\", \"files\": []}"u8, "manifest.json").Files);

    [Fact]
    public void A_newer_ledger_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("ledger.bin");
        SyntheticRun.Write(path, SyntheticRun.Header(LedgerLevel.Standard, interval: 1), 3);
        var bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 4);
        File.WriteAllBytes(path, bytes);
        var exception = Assert.Throws<LedgerException>(() => Ledger.Open(path).Dispose());
        Assert.Contains("a ledger of format 4; this Lockstep reads formats 1 to 3.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Use the version that wrote it, which run.json names as lockstepVersion", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"format\": 2}", "x: a file of format 2; this Lockstep reads format 1. Use the version that wrote it.")]
    [InlineData("{\"a\": {\"format\": 2}, \"b\": [{\"format\": 2}], \"format\": 1}", null)]
    [InlineData("{\"format\": 2", null)]
    [InlineData("[2]", null)]
    [InlineData("", null)]
    public void Only_the_number_at_the_top_of_a_whole_object_counts(string json, string? refusal) =>
        Assert.Equal(refusal, FormatNumber.Refusal(Encoding.UTF8.GetBytes(json), "x", "a file"));
}
