<?php

declare(strict_types=1);

final class WachatError extends RuntimeException
{
}

/** Sends texts in the way of a public shop plugin: over curl, to a host that is a constant. */
final class Wachat
{
    private const BASE = 'https://app.wachat.net';

    /** @param string $instanceName the technical name of the shop's instance */
    public function __construct(private string $key, private string $instanceName)
    {
    }

    /** The number may have any format: it is reduced to digits, since Wachat takes nothing else. */
    public function sendText(string $number, string $message): array
    {
        return $this->call('/api/v1/send/text', [
            'instanceName' => $this->instanceName,
            'number' => preg_replace('/\D/', '', $number),
            'message' => $message,
        ]);
    }

    private function call(string $path, array $body): array
    {
        $curl = curl_init(self::BASE . $path);
        curl_setopt_array($curl, [
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => json_encode($body, JSON_THROW_ON_ERROR),
            CURLOPT_HTTPHEADER => [
                "Authorization: Bearer $this->key",
                'Content-Type: application/json',
                'Accept: application/json',
            ],
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 20,
        ]);
        $text = curl_exec($curl);
        if ($text === false) {
            throw new WachatError(curl_error($curl));
        }
        $reply = json_decode($text, true);
        $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        if ($status >= 300) {
            $shown = $reply['error'] ?? $reply['details'] ?? $text;
            throw new WachatError(is_string($shown) ? $shown : json_encode($shown), $status);
        }
        return $reply;
    }
}
