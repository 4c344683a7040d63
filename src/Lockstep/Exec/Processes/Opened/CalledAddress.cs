using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace Lockstep.Exec.Processes.Opened;

/// <summary>An address as a program gives it to the kernel: struct sockaddr.</summary>
internal sealed record CalledAddress(string Text, bool IsLocal)
{
    public const int LongestBytes = 128;

    private static readonly Lazy<HashSet<IPAddress>> s_own = new(OwnAddresses);

    /// <returns>Null where it is no address of another socket, or one without a port, by which libraries look for a way and send nothing.</returns>
    public static CalledAddress? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
        {
            return null;
        }

        switch (BinaryPrimitives.ReadUInt16LittleEndian(bytes))
        {
            case 1: // AF_UNIX
                var name = bytes[2..];
                var isAbstract = name[0] == 0;
                var end = isAbstract ? -1 : name.IndexOf((byte)0);
                var text = Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
                return text.Length == 0 ? null : new CalledAddress(isAbstract ? '@' + text[1..] : text, IsLocal: true);
            case 2 when bytes.Length >= 8: // AF_INET
                return Of(new IPAddress(bytes.Slice(4, 4)), bytes);
            case 10 when bytes.Length >= 24: // AF_INET6
                return Of(new IPAddress(bytes.Slice(8, 16)), bytes);
            default:
                return null;
        }
    }

    private static CalledAddress? Of(IPAddress address, ReadOnlySpan<byte> bytes)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (port == 0)
        {
            return null;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var isLocal = IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any) || s_own.Value.Contains(plain);
        return new CalledAddress(new IPEndPoint(plain, port).ToString(), isLocal);
    }

    private static HashSet<IPAddress> OwnAddresses()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(own => own.Address)];
        }
        catch (Exception problem) when (problem is NetworkInformationException or SocketException or PlatformNotSupportedException or IOException)
        {
            return [];
        }
    }
}
