using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Conformance;

/// <summary>What the suite does not ask and the RFC does: heads that are written wrongly.</summary>
public sealed class LengthTests(EchoServer server)
{
    [Fact]
    public Task A_frame_without_a_mask_is_wrong() => FailsAsync(ClientFrame.Text("x") with { IsMasked = false });

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    public Task A_small_length_in_16_bits_is_wrong(int size) => FailsAsync(ClientFrame.Binary(new byte[size]) with { Length = LengthForm.In16Bits });

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    public Task A_small_length_in_64_bits_is_wrong(int size) => FailsAsync(ClientFrame.Binary(new byte[size]) with { Length = LengthForm.In64Bits });

    [Theory]
    [InlineData(0x8000_0000_0000_0000)]
    [InlineData(0xFFFF_FFFF_FFFF_FFFF)]
    public Task A_length_with_the_highest_bit_is_wrong(ulong length) =>
        FailsAsync(ClientFrame.Binary([]) with { Length = LengthForm.In64Bits, ClaimedLength = length });

    [Fact]
    public async Task A_message_of_which_too_much_comes_is_too_big()
    {
        using var client = await server.OpenAsync();
        await client.TrySendAsync(ClientFrame.Binary(new byte[(16 << 20) + 1]).ToBytes());

        Assert.Equal(1009, await client.ReadCloseAsync());
    }

    private async Task FailsAsync(ClientFrame frame)
    {
        using var client = await server.OpenAsync();
        await client.TrySendAsync(frame.ToBytes());

        Assert.Equal(1002, await client.ReadCloseAsync());
    }
}
