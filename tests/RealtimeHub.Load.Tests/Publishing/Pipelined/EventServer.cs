using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests.Publishing.Pipelined;

/// <summary>Takes events over HTTP as a test tells it: each of its connections follows a script.</summary>
internal sealed class EventServer : IDisposable
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<EventMark> _received = new();

    public EventServer() => _listener.Start();

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>What has come so far, over all connections.</summary>
    public IReadOnlyList<EventMark> Received => [.. _received];

    /// <summary>Serves one connection after the other, on a thread of its own.</summary>
    public Task ServeAsync(params Action<Connection>[] scripts) => Task.Factory.StartNew(() =>
    {
        foreach (var script in scripts)
        {
            using var connection = new Connection(_listener.AcceptSocket(), _received);
            script(connection);
        }
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(Patience.Token);

    public void Dispose() => _listener.Dispose();

    internal sealed class Connection : IDisposable
    {
        private const int LimitMs = 20_000;

        private readonly Socket _socket;
        private readonly ConcurrentQueue<EventMark> _received;
        private readonly byte[] _input = new byte[1_024 * 1_024];
        private int _start;
        private int _end;

        public Connection(Socket socket, ConcurrentQueue<EventMark> received)
        {
            (_socket, _received) = (socket, received);
            (socket.NoDelay, socket.ReceiveTimeout) = (true, LimitMs);
        }

        /// <summary>Requests that have come whole, as far as they can be read without waiting.</summary>
        public int Waiting
        {
            get
            {
                while (_socket.Available > 0 && Fill())
                {
                }

                var (start, count) = (_start, 0);
                while (NextLength() is > 0 and var length) (_start, count) = (_start + length, count + 1);
                _start = start;
                return count;
            }
        }

        /// <summary>Reads so many requests.</summary>
        public void Take(int count)
        {
            for (var i = 0; i < count; i++) Assert.True(TryTake(), $"there were {i} requests of {count}");
        }

        /// <summary>Reads a request; false when the tool has closed the connection.</summary>
        public bool TryTake()
        {
            int length;
            while ((length = NextLength()) == 0) if (!Fill()) return false;
            Assert.True(Marks.TryFind(_input.AsSpan(_start, length), out var mark));
            _received.Enqueue(mark);
            _start += length;
            return true;
        }

        public void Send(string answers) => _socket.Send(Encoding.ASCII.GetBytes(answers));

        public void Ok(int count) => Send(string.Concat(Enumerable.Repeat(EventServer.Ok, count)));

        /// <summary>Answers everything until the tool ends the connection.</summary>
        public void TakeAll()
        {
            while (TryTake()) Ok(1);
        }

        /// <summary>Says that nothing follows.</summary>
        public void End() => _socket.Shutdown(SocketShutdown.Send);

        /// <summary>Ends it with a reset.</summary>
        public void Reset()
        {
            _socket.LingerState = new LingerOption(true, 0);
            _socket.Dispose();
        }

        public void Dispose() => _socket.Dispose();

        /// <summary>The length of the request that comes next; 0 when it is not all there.</summary>
        private int NextLength()
        {
            var input = _input.AsSpan(_start, _end - _start);
            var head = input.IndexOf("\r\n\r\n"u8);
            if (head < 0) return 0;
            var text = Encoding.ASCII.GetString(input[..head]);
            var length = head + 4 + int.Parse(text[(text.IndexOf("Content-Length: ", StringComparison.Ordinal) + 16)..], System.Globalization.CultureInfo.InvariantCulture);
            return length <= input.Length ? length : 0;
        }

        private bool Fill()
        {
            try
            {
                var count = _socket.Receive(_input.AsSpan(_end));
                _end += count;
                return count > 0;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                return false; // as an interrupted run does it
            }
        }
    }
}
