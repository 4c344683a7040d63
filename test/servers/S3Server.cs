using Amazon.Runtime;
using Amazon.S3;
using Lockstep.Snapshots.Stores;

namespace Lockstep.Tests.Servers;

/// <summary>A server that speaks S3, with one bucket.</summary>
public sealed class S3Server() : NodeServer("s3.mjs")
{
    public const string Bucket = "snapshots";

    /// <summary>What a command needs in its environment to reach it.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["AWS_ENDPOINT_URL"] = Url,
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    public static AmazonS3Client ClientOf(string url)
    {
        var settings = S3Store.Settings();
        settings.ServiceURL = url;
        settings.AuthenticationRegion = "us-east-1";
        settings.ForcePathStyle = true;
        return new AmazonS3Client(new BasicAWSCredentials("test", "test"), settings);
    }

    protected override async Task StartedAsync()
    {
        using var client = ClientOf(Url);
        await client.PutBucketAsync(Bucket);
    }
}
