using Azure.Storage.Blobs;
using Lockstep.Snapshots.Stores;

namespace Lockstep.Tests.Servers;

/// <summary>A server that speaks Azure Blob, with one container.</summary>
public sealed class AzureServer() : NodeServer("azure.mjs")
{
    public const string Container = "snapshots";

    // The account and key of every emulator of this service; they open nothing else.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public string ConnectionString => ConnectionStringOf(Url);

    public static string ConnectionStringOf(string url) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={url}/{Account};";

    public static BlobContainerClient ClientOf(string url, string container) => new(ConnectionStringOf(url), container, AzureBlobStore.Settings());

    protected override async Task StartedAsync() => await ClientOf(Url, Container).CreateAsync();
}
