using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.TestKit.Redis;

/// <summary>A connection to Redis that does what it is told, and nothing by itself.</summary>
public sealed class RespConnection : IDisposable
{
    private readonly TcpClient _socket;
    private readonly PipeReader _input;

    private RespConnection(TcpClient socket) => (_socket, _input) = (socket, PipeReader.Create(socket.GetStream()));

    public static async Task<RespConnection> OpenAsync(int port)
    {
        var socket = new TcpClient { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, Patience.Token);
            return new RespConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command and returns the next value, which is its answer unless pushes come.</summary>
    /// <exception cref="RespErrorException">Redis refused it.</exception>
    public async Task<RespValue> CallAsync(params string[] words)
    {
        await _socket.GetStream().WriteAsync(Encode(words), Patience.Token);
        return await ReadAsync() is var answer && answer.IsError ? throw new RespErrorException($"{string.Join(' ', words)}: {answer.Text}") : answer;
    }

    public async Task<RespValue> ReadAsync()
    {
        while (true)
        {
            var read = await _input.ReadAsync(Patience.Token);
            if (TryTake(read.Buffer, out var value)) return value;
            if (read.IsCompleted) throw new IOException("Redis ended the connection.");
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool TryTake(in ReadOnlySequence<byte> buffer, out RespValue value)
    {
        var reader = new SequenceReader<byte>(buffer);
        var isThere = RespReader.TryRead(ref reader, out value);
        _input.AdvanceTo(reader.Position, isThere ? reader.Position : buffer.End);
        return isThere;
    }

    private static byte[] Encode(string[] words)
    {
        var command = new StringBuilder().Append('*').Append(words.Length).Append("\r\n");
        foreach (var word in words) command.Append('$').Append(Encoding.UTF8.GetByteCount(word)).Append("\r\n").Append(word).Append("\r\n");
        return Encoding.UTF8.GetBytes(command.ToString());
    }
}

/// <summary>Redis refused a command.</summary>
public sealed class RespErrorException(string message) : Exception(message);
