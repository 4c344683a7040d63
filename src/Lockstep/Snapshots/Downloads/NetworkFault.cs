using System.Net.Sockets;
using System.Security.Authentication;

namespace Lockstep.Snapshots.Downloads;

/// <summary>Why a server could not be talked to, in words that say what to look at; the library's own often only point to an inner exception.</summary>
internal static class NetworkFault
{
    /// <summary>The cause, without a full stop at its end; the message of <paramref name="exception"/> itself where nothing more is known.</summary>
    public static string CauseOf(Exception exception)
    {
        var all = ChainOf(exception).ToArray();
        if (all.OfType<AuthenticationException>().LastOrDefault() is { } tls)
        {
            return $"no safe connection: {TlsCause(tls)}";
        }

        return (all.OfType<SocketException>().LastOrDefault() is { } socket && !exception.Message.Contains(socket.Message, StringComparison.Ordinal)
            ? $"{exception.Message.TrimEnd('.')}: {socket.Message}"
            : exception.Message).TrimEnd('.');
    }

    /// <summary>Whether the server is somebody else than it should be, or doesn't speak TLS: no other try will change that.</summary>
    public static bool IsTls(Exception exception) => ChainOf(exception).Any(one => one is AuthenticationException);

    /// <summary>Whether there was nobody to talk to: a wrong address more often than a busy server.</summary>
    public static bool IsUnreachable(Exception exception) => ChainOf(exception).Any(one => one is SocketException
    {
        SocketErrorCode: SocketError.ConnectionRefused
            or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TryAgain or SocketError.NoData,
    });

    private static string TlsCause(AuthenticationException tls) => tls.Message switch
    {
        var text when text.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal)
            && text.Contains("RemoteCertificateChainErrors", StringComparison.Ordinal) =>
            "the server's certificate is made out to another name, and nobody whom this machine trusts has signed it",
        var text when text.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal) => "the server's certificate is made out to another name",
        var text when text.Contains("NotTimeValid", StringComparison.Ordinal) =>
            "the server's certificate has expired, or is not valid yet; or this machine's clock is wrong",
        var text when text.Contains("UntrustedRoot", StringComparison.Ordinal)
            || text.Contains("PartialChain", StringComparison.Ordinal) || text.Contains("RemoteCertificateChainErrors", StringComparison.Ordinal) =>
            "nobody whom this machine trusts has signed the server's certificate",
        var text when text.Contains("frame", StringComparison.Ordinal) => "what answers there does not speak TLS (http, perhaps)",
        var text => tls.InnerException is { } inner ? $"{text.TrimEnd('.')} ({inner.Message.TrimEnd('.')})" : text.TrimEnd('.'),
    };

    private static IEnumerable<Exception> ChainOf(Exception? exception)
    {
        for (; exception is not null; exception = exception is AggregateException { InnerExceptions: [.., var last] } ? last : exception.InnerException)
        {
            yield return exception;
        }
    }
}
