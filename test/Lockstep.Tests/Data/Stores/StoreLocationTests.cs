using CsCheck;
using Lockstep.Files;
using Lockstep.Snapshots.Stores;

namespace Lockstep.Tests.Data.Stores;

public sealed class StoreLocationTests
{
    [Theory]
    [InlineData("data/store", StoreKind.Folder, "data/store", "")]
    [InlineData("/mnt/nas", StoreKind.Folder, "/mnt/nas", "")]
    [InlineData("s3", StoreKind.Folder, "s3", "")]
    [InlineData("./s3:/bucket", StoreKind.Folder, "./s3:/bucket", "")]
    [InlineData("s3://bucket", StoreKind.S3, "bucket", "")]
    [InlineData("s3://bucket/", StoreKind.S3, "bucket", "")]
    [InlineData("s3://my.bucket-1/a/b c", StoreKind.S3, "my.bucket-1", "a/b c/")]
    [InlineData("azure://container/a/", StoreKind.Azure, "container", "a/")]
    public void A_store_is_a_folder_a_bucket_or_a_container(string text, StoreKind kind, string place, string prefix) =>
        Assert.Equal(new StoreLocation(kind, place, prefix), StoreLocation.Parse(text));

    [Theory]
    [InlineData("", "'' is no store")]
    [InlineData("gs://bucket", "'gs://' is no kind of store")]
    [InlineData("S3://bucket", "'S3://' is no kind of store")]
    [InlineData("s3:/bucket", "'s3:/bucket' is no folder: did you mean 's3://bucket'?")]
    [InlineData("S3:bucket/x", "did you mean 's3://bucket/x'?")]
    [InlineData("azure:/container", "did you mean 'azure://container'?")]
    [InlineData("https:/host/x", "'https:/host/x' is no folder")]
    [InlineData("C:/data", "'C:/data' is no folder")]
    [InlineData("s3://", "'' is no name of a bucket")]
    [InlineData("s3://Bucket/x", "'Bucket' is no name of a bucket")]
    [InlineData("s3://bucket/a/../b", "the prefix 'a/../b'")]
    [InlineData("s3://bucket//a", "the prefix '/a'")]
    [InlineData("azure://a--b", "'a--b' is no name of a container")]
    public void What_can_be_no_store_is_refused_with_the_forms_that_can(string text, string message)
    {
        var refused = Assert.Throws<StoreLocationException>(() => StoreLocation.Parse(text));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Expected a folder, s3://BUCKET[/PREFIX] or azure://CONTAINER[/PREFIX].", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("azure://container", "AZURE_STORAGE_CONNECTION_STRING", null)]
    [InlineData("azure://container", "AZURE_STORAGE_CONNECTION_STRING", "AccountKey=secret;nonsense")]
    [InlineData("s3://bucket", "AWS_ENDPOINT_URL", "localhost:9000")]
    [InlineData("s3://bucket", "AWS_S3_FORCE_PATH_STYLE", "yes")]
    public void A_setting_that_is_missing_or_wrong_is_named_and_a_secret_is_not(string store, string variable, string? value)
    {
        var refused = Assert.Throws<StoreLocationException>(() => StoreLocation.Parse(store).Open(name => name == variable ? value : null));
        Assert.StartsWith($"{store}: {variable} is ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_a_location_or_refused() => Gen.OneOf(
        Gen.String, Gen.String.Select(rest => "s3://" + rest), Gen.String.Select(rest => "azure://" + rest), Gen.String[Gen.Char["s3:/.-ab%\0"], 0, 20])
        .Sample(text =>
        {
            try
            {
                var location = StoreLocation.Parse(text);
                Assert.True(location.Kind == StoreKind.Folder
                    || (location.Prefix.Length == 0 || (location.Prefix.EndsWith('/') && StoreKey.IsOne(location.Prefix[..^1]))));
                Assert.True(location.Kind == StoreKind.Folder ? location.Place == text : location == StoreLocation.Parse(location.ToString()));
            }
            catch (StoreLocationException)
            {
            }
        });

    [Fact]
    public void Any_name_is_one_part_of_a_key_and_reads_back()
    {
        var id = Sha256.Of("");
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["./\\% aü\u0001"], 1, 8]).Where(name => name.Length > 0 && !HasLoneSurrogate(name)).Sample(name =>
        {
            var key = StoreKey.OfName(name, id);
            Assert.True(StoreKey.IsOne(key), key);
            Assert.False(key.EndsWith('.') || key.Contains("./", StringComparison.Ordinal), key);
            Assert.Equal((name, id), StoreKey.NameOf(key));
        });
    }

    private static bool HasLoneSurrogate(string text) => text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar);
}
